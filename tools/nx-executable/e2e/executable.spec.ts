import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspectBinary } from '@bimetal/binaries';
import type { Manifest } from '../src/executable/assets/assets.ts';
import { addonFile, GREETER_BY_HAND, ProbeWorkspace } from '@bimetal/nx-rust/probe-workspace';

const BUILD = ['run', 'teller:build'];
const EXECUTABLE = process.platform === 'win32' ? 'dist/teller.exe' : 'dist/teller';

/** One workspace for all cases, as in build.spec.ts. */
describe('the executable executor in a real workspace', () => {
  let probe: ProbeWorkspace;
  let first: Buffer;

  beforeAll(() => (probe = new ProbeWorkspace(FILES)));
  afterAll(() => probe.remove());

  /** Runs the executable where there is nothing but itself, and no node on the PATH. */
  function tell(...args: string[]): string {
    const folder = probe.path('elsewhere');
    mkdirSync(folder, { recursive: true });
    const { stdout, stderr } = spawnSync(probe.path(EXECUTABLE), args, {
      cwd: folder,
      env: { PATH: folder, TMPDIR: folder, SystemRoot: process.env['SystemRoot'] },
      encoding: 'utf8',
    });
    return stdout + stderr;
  }

  it('says that an asset is missing, and writes nothing', async () => {
    const { code, output } = await probe.nx([...BUILD, '--configuration=incomplete']);
    expect(code).not.toBe(0);
    expect(output).toContain('There is no page/missing, which was to be an asset. Build it first.');
    expect(existsSync(probe.path(EXECUTABLE))).toBe(false);
  });

  it('says that the addon is missing', async () => {
    const { code, output } = await probe.nx([...BUILD, '--configuration=homeless']);
    expect(code).not.toBe(0);
    expect(output).toMatch(/There is no addon .* Build it first, with the profile release\./);
  });

  it('refuses to build for another machine', async () => {
    const { code, output } = await probe.nx([...BUILD, '--configuration=foreign']);
    expect(code).not.toBe(0);
    expect(output).toMatch(/and an executable for \S+ is built on/);
  });

  it('writes one file that runs alone, with the addon and the assets inside', async () => {
    const { code, output } = await probe.nx(BUILD);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(tell('Ada')).toBe('Hello, Ada. page one\n');
    expect(readdirSync(probe.path('dist')).sort()).toEqual(['symbols', EXECUTABLE.slice(5)]);
    if (process.platform !== 'win32') expect(statSync(probe.path(EXECUTABLE)).mode & 0o777).toBe(0o755);
    first = readFileSync(probe.path(EXECUTABLE));
  });

  it('describes what is inside by a manifest', () => {
    const manifest = JSON.parse(tell('--manifest')) as Manifest;
    const { buildId } = inspectBinary(probe.path(addonFile('release'))) ?? {};
    expect(manifest).toMatchObject({ name: 'teller', version: '1.2.3', flavour: 'release', addon: { buildId } });
    expect(Object.keys(manifest.assets).sort()).toEqual([manifest.addon?.asset, 'page/index.html']);
  });

  it('puts what debuggers need beside it', () => {
    const symbols = readdirSync(probe.path('dist/symbols'), { recursive: true, encoding: 'utf8' });
    expect(symbols).toContain('teller.js.map');
    if (process.platform !== 'linux') return;
    const { buildId = '', debugInfo } = inspectBinary(probe.path(addonFile('release'))) ?? {};
    expect(debugInfo).toBe('absent');
    const file = `.build-id/${buildId.slice(0, 2)}/${buildId.slice(2)}.debug`;
    expect(symbols).toContain(file);
    expect(inspectBinary(probe.path(join('dist/symbols', file)))).toEqual({ buildId, debugInfo: 'embedded' });
    expect(readFileSync(probe.path(addonFile('release'))).includes(probe.root)).toBe(false);
  });

  it('is answered from the cache when nothing has changed', async () => {
    rmSync(probe.path('dist'), { recursive: true });
    const { output } = await probe.nx(BUILD);
    expect(output).toContain('for 2 out of 2 tasks');
    expect(readFileSync(probe.path(EXECUTABLE)).equals(first)).toBe(true);
  });

  it('takes the addon from the cache when only the page has changed', async () => {
    probe.write('page/index.html', 'page two');
    const { code, output } = await probe.nx(BUILD);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain('for 1 out of 2 tasks');
    expect(tell('Ada')).toBe('Hello, Ada. page two\n');
  });

  it('writes the same bytes again', async () => {
    probe.write('page/index.html', 'page one');
    const { code } = await probe.nx([...BUILD, '--skip-nx-cache']);
    expect(code).toBe(0);
    expect(readFileSync(probe.path(EXECUTABLE)).equals(first)).toBe(true);
  });

  it('leaves the last executable, and nothing else, when it cannot write', async () => {
    if (process.platform === 'win32') return;
    // Stands in for a full disk: no file may become greater than 32 MiB.
    const nx = join('node_modules', 'nx', 'dist', 'bin', 'nx.js');
    const script = `ulimit -f 65536; exec "$0" ${nx} ${BUILD.join(' ')} --skip-nx-cache`;
    const { status } = spawnSync('sh', ['-c', script, process.execPath], {
      cwd: probe.root,
      env: { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' },
    });
    expect(status).not.toBe(0);
    expect(readFileSync(probe.path(EXECUTABLE)).equals(first)).toBe(true);
    expect(readdirSync(probe.path('dist')).sort()).toEqual(['symbols', EXECUTABLE.slice(5)]);
  });

  it('writes a debug flavour whose stacks lead to the sources', async () => {
    const { code, output } = await probe.nx([...BUILD, '--configuration=debug']);
    expect({ code, output }).toMatchObject({ code: 0 });
    const { stderr } = spawnSync(probe.path(`dist/debug/${EXECUTABLE.slice(5)}`), ['--fail'], {
      env: { ...process.env, NODE_OPTIONS: '--enable-source-maps' },
      encoding: 'utf8',
    });
    expect(stderr).toContain(probe.path('teller/main.ts'));
    expect(inspectBinary(probe.path(addonFile('debug')))?.debugInfo).not.toBe('absent');
  });

  it('shows an error of the bundle as esbuild shows it, and leaves the last executable', async () => {
    probe.edit('teller/main.ts', 'const [name]', 'const [name');
    const { code, output } = await probe.nx(BUILD);
    expect(code).not.toBe(0);
    expect(output).toContain('teller/main.ts:');
    expect(readFileSync(probe.path(EXECUTABLE)).equals(first)).toBe(true);
  });
});

const release = { symbolsPath: 'dist/symbols' };
const FILES = {
  'crates/greeter/package.json': JSON.stringify({
    name: '@probe/greeter',
    version: '1.0.0',
    napi: { binaryName: 'greeter' },
    nx: { targets: { 'build-embedded': { options: { separateDebugInfo: true, remapPaths: true } } } },
  }),
  ...GREETER_BY_HAND,
  'page/index.html': 'page one',
  'teller/package.json': JSON.stringify({ name: 'teller', version: '1.2.3' }),
  'teller/project.json': JSON.stringify({
    name: 'teller',
    targets: {
      build: {
        executor: '@bimetal/nx-executable:executable',
        cache: true,
        dependsOn: [{ projects: ['@probe/greeter'], target: 'build-embedded' }],
        inputs: ['{projectRoot}/**/*', '{workspaceRoot}/page/**/*', { dependentTasksOutputFiles: '**/*' }],
        outputs: ['{options.outputPath}', '{options.outputPath}.exe', '{options.symbolsPath}'],
        options: {
          main: 'teller/main.ts',
          outputPath: 'dist/teller',
          addon: { project: '@probe/greeter' },
          assets: [{ from: 'page', prefix: 'page/' }],
          warmUp: { args: ['Ada'], until: 'Hello' },
        },
        defaultConfiguration: 'release',
        configurations: {
          release,
          debug: {
            flavour: 'debug',
            outputPath: 'dist/debug/teller',
            addon: { project: '@probe/greeter', profile: 'debug' },
          },
          homeless: { ...release, addon: { project: '@probe/greeter', outputDir: 'nowhere' } },
          incomplete: { ...release, assets: [{ from: 'page/missing' }] },
          foreign: { ...release, platform: process.platform === 'darwin' ? 'linux-x64' : 'darwin-arm64' },
        },
      },
    },
  }),
  'teller/main.ts': `
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getAsset, getRawAsset } from 'node:sea';

interface Greeter { greet(name: string): string }

function load(asset: string): Greeter {
  const file = join(mkdtempSync(join(tmpdir(), 'teller-')), 'greeter.node');
  writeFileSync(file, new Uint8Array(getRawAsset(asset)));
  const module = { exports: {} };
  process.dlopen(module, file);
  process.on('exit', () => rmSync(dirname(file), { recursive: true }));
  return module.exports as Greeter;
}

const manifest = getAsset('manifest.json', 'utf8');
const [name] = process.argv.slice(2);
if (name === '--manifest') console.log(manifest);
else if (name === '--fail') throw new Error('as asked');
else {
  const { asset } = (JSON.parse(manifest) as { addon: { asset: string } }).addon;
  console.log(load(asset).greet(name ?? ''), getAsset('page/index.html', 'utf8'));
}
`,
};
