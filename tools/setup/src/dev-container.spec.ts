import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import ts from 'typescript';

import { LLDB_PACKAGES } from './lldb.ts';
import { workspaceRoot } from './workspace.ts';

type Container = {
  build: { dockerfile: string; context: string };
  capAdd: string[];
  securityOpt: string[];
  forwardPorts: number[];
  postCreateCommand: string;
  postAttachCommand: string;
  customizations: { vscode: { extensions: string[] } };
};

const text = (path: string) => readFileSync(join(workspaceRoot, path), 'utf8');

/** JSON with comments, as editors read it. */
function read<T>(path: string): T {
  const { config, error } = ts.parseConfigFileTextToJson(path, text(path));
  if (error) throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(error.messageText, '\n')}`);
  return config as T;
}

const container = read<Container>('.devcontainer/devcontainer.json');
const dockerfile = text('.devcontainer/Dockerfile');
// A command may go on over several lines.
const commands = dockerfile.replaceAll('\\\n', ' ').split('\n');
const images = [...dockerfile.matchAll(/^FROM (\w+):(\S+)/gm)].map(([, name, tag]) => `${name} ${tag}`);

describe('the image', () => {
  it('has the Rust that rust-toolchain.toml pins, on Debian 12', () => {
    const [, channel] = /channel = "([\d.]+)"/.exec(text('rust-toolchain.toml')) ?? [];
    expect(images).toContain(`rust ${channel}-slim-bookworm`);
    expect(images.filter((image) => !image.includes('bookworm'))).toEqual([]);
  });

  it('has a Node that runs the TypeScript of tools/setup before anything is installed', () => {
    const [, major] = /node (\d+)-/.exec(images.join('\n')) ?? [];
    expect(Number(major)).toBeGreaterThanOrEqual(24);
  });

  it('gets what `npm test` needs of the system from tools/setup, and names none of it itself', () => {
    const at = (pattern: RegExp) => commands.findIndex((command) => pattern.test(command));
    const copies = at(/^COPY tools\/setup \/tmp\/setup$/);
    expect(copies).toBeGreaterThan(-1);
    expect(at(/^RUN node \/tmp\/setup\/src\/install-system-packages\.ts\b/)).toBeGreaterThan(copies);
    const byHand = commands
      .filter((command) => command.includes('apt-get install'))
      .flatMap((line) => line.split(/\s+/));
    expect(byHand).toContain('git');
    for (const name of ['gcc', 'chromium', ...LLDB_PACKAGES]) expect(byHand).not.toContain(name);
  });
});

const onUnix = process.platform === 'win32' ? it.skip : it;

onUnix('what installs runs from a copy of tools/setup, without npm packages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bimetal-image-'));
  try {
    cpSync(join(workspaceRoot, 'tools/setup/src'), join(folder, 'src'), { recursive: true });
    cpSync(join(workspaceRoot, 'tools/setup/bootstrap'), join(folder, 'bootstrap'), { recursive: true });
    cpSync(join(workspaceRoot, 'tools/setup/package.json'), join(folder, 'package.json'));
    // With these there is nothing left to install, for root neither.
    for (const name of ['cc', 'lldb-22']) symlinkSync(process.execPath, join(folder, name));
    const run = spawnSync(process.execPath, ['src/install-system-packages.ts'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: folder, CHROMIUM_PATH: process.execPath },
    });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain(`Chromium is ${process.execPath}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('the container', () => {
  it('is built from that image, with the checkout to copy from', () => {
    expect(container.build).toEqual({ dockerfile: 'Dockerfile', context: '..' });
  });

  it('may trace processes and fix their addresses', () => {
    expect(container.capAdd).toContain('SYS_PTRACE');
    expect(container.securityOpt).toContain('seccomp=unconfined');
  });

  it('passes on the ports of the page, the API and the inspector', () => {
    const dev = text('tools/setup/src/dev.ts');
    const named = [...dev.matchAll(/^const (?:PAGE|INSPECTOR)_PORT = (\d+);/gm)].map(([, port]) => Number(port));
    expect(named).toHaveLength(2);
    expect(container.forwardPorts).toEqual(expect.arrayContaining([...named, 5000]));
  });

  it('has the extensions that the checkout recommends', () => {
    const { recommendations } = read<{ recommendations: string[] }>('.vscode/extensions.json');
    // The one that opens containers stays outside of them.
    const inside = recommendations.filter((name) => name !== 'ms-vscode-remote.remote-containers');
    expect(container.customizations.vscode.extensions).toEqual(inside);
  });

  it('builds our own extension when it is made, and installs it where it was built', () => {
    const manifest = read<{ nx: { targets: { package: { outputs: string[] } } } }>('tools/vscode-debug/package.json');
    expect(container.postCreateCommand).toMatch(/run-many -t build package -p .*@bimetal\/vscode-debug/);
    const [, vsix = ''] = /--install-extension (\S+)/.exec(container.postAttachCommand) ?? [];
    const outputs = manifest.nx.targets.package.outputs.map((path) =>
      path.replace('{projectRoot}', 'tools/vscode-debug'),
    );
    expect(outputs).toContain(dirname(vsix));
  });
});
