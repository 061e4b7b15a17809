import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ProbeWorkspace, REPOSITORY } from '@bimetal/nx-rust/probe-workspace';

const PLUGIN = join(import.meta.dirname, '..');
const EXECUTABLE = process.platform === 'win32' ? 'dist/teller.exe' : 'dist/teller';

describe('the package of the plugin', () => {
  let probe: ProbeWorkspace;

  beforeAll(() => (probe = new ProbeWorkspace(FILES)));
  afterAll(() => probe.remove());

  it('works where npm has installed it, with the plugin for Rust inside', async () => {
    const script = join(REPOSITORY, 'tools/nx-rust/scripts/package.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, PLUGIN], { encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 0 });

    // As npm would, but for everything else, which is that of this workspace.
    const modules = probe.path('node_modules');
    rmSync(modules);
    mkdirSync(join(modules, '@bimetal/nx-executable'), { recursive: true });
    for (const name of readdirSync(join(REPOSITORY, 'node_modules'))) {
      if (name !== '@bimetal') symlinkSync(join(REPOSITORY, 'node_modules', name), join(modules, name));
    }
    const unpack = ['-xzf', stdout.trim(), '-C', join(modules, '@bimetal/nx-executable'), '--strip-components=1'];
    expect(spawnSync('tar', unpack).status).toBe(0);

    const files = readdirSync(join(modules, '@bimetal/nx-executable'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /\.ts$|\.spec\.|jest|^e2e/.test(file))).toEqual([]);
    const { code, output } = await probe.nx(['run', 'teller:build']);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(spawnSync(probe.path(EXECUTABLE), { encoding: 'utf8' }).stdout).toBe('Hello\n');
    expect((await probe.nx(['run', 'teller:build'])).output).toMatch(/local cache|match the cache/);
  });
});

const FILES = {
  'nx.json': JSON.stringify({
    analytics: false,
    neverConnectToCloud: true,
    cacheDirectory: '.nx/cache',
    useDaemonProcess: false,
    tui: { enabled: false },
  }),
  'teller/package.json': JSON.stringify({ name: 'teller', version: '1.2.3' }),
  'teller/project.json': JSON.stringify({
    name: 'teller',
    targets: {
      build: {
        executor: '@bimetal/nx-executable:executable',
        cache: true,
        inputs: [
          '{projectRoot}/**/*',
          { runtime: 'node node_modules/@bimetal/nx-executable/src/executable/node-inside.mjs' },
        ],
        outputs: ['{options.outputPath}', '{options.outputPath}.exe'],
        options: { main: 'teller/main.ts', outputPath: 'dist/teller' },
      },
    },
  }),
  'teller/main.ts': "console.log('Hello');\n",
};
