import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { inspectBinary } from '@bimetal/binaries';
import { addonFile, ProbeWorkspace } from './probe-workspace.ts';

const BUILD = ['run', '@probe/greeter:build'];
// eslint-disable-next-line no-control-regex -- colours are control characters.
const COLOUR = /\x1b\[[0-9;]*m/g;
const SOURCE = 'crates/greeter/src/lib.rs';

/** One workspace for all cases, in the order of a working day: compiling it anew for each would take minutes. */
describe('the build executor in a real workspace', () => {
  let probe: ProbeWorkspace;
  let first: Buffer;

  beforeAll(() => (probe = new ProbeWorkspace()));
  afterAll(() => probe.remove());

  it('shows the truth in the project graph', async () => {
    await probe.nx(['graph', '--file=graph.json']);
    const { graph } = JSON.parse(probe.read('graph.json')) as {
      graph: {
        nodes: Record<string, { data: { tags: string[] } }>;
        dependencies: Record<string, { target: string }[]>;
      };
    };
    const targets = Object.entries(graph.dependencies).map(([source, to]) => [source, to.map(({ target }) => target)]);
    expect(Object.fromEntries(targets)).toEqual({
      '@probe/app': ['@probe/greeter'],
      '@probe/greeter': ['greeting'],
      shout: ['greeting'],
      greeting: [],
    });
    expect(graph.nodes['@probe/greeter']?.data.tags).toContain('scope:greeter');
  });

  it('explains a missing cargo, still loads the graph, and fails', async () => {
    rmSync(probe.path('.nx'), { recursive: true });
    const { code, output } = await probe.nx(BUILD, { PATH: probe.pathWithoutCargo() });
    expect(output).toContain('cargo was not found on the PATH');
    expect(output).toContain('https://sh.rustup.rs');
    expect(output).not.toContain('executor.ts');
    expect(code).not.toBe(0);
  });

  it('builds an addon that Node can load, and nothing of target/ with it', async () => {
    const { code, output } = await probe.nx(BUILD);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(probe.greet('debug')).toBe('Hello, Ada.');
    expect(readdirSync(probe.path('crates/greeter/dist'))).toEqual(['debug']);
    expect(readdirSync(probe.path('crates/greeter/dist/debug')).sort()).toEqual([
      addonFile('debug').split('/').at(-1),
      'index.d.ts',
      'index.js',
    ]);
    expect(output).toContain(addonFile('debug'));
    expect(output).toContain('profile     debug');
    expect(output).toMatch(/debug info {2}(embedded|separate)/);
    first = readFileSync(probe.path(addonFile('debug')));
  });

  it('leaves a loader beside it, by which the package can be required, and says so to whom it names another', async () => {
    const manifest = 'crates/greeter/package.json';
    const original = JSON.parse(probe.read(manifest)) as object;
    probe.write(manifest, JSON.stringify({ ...original, main: 'index.js' }));
    expect((await probe.nx(BUILD)).output).toContain('"main": "dist/debug/index.js"');
    probe.write(manifest, JSON.stringify({ ...original, main: 'dist/debug/index.js' }));
    expect((await probe.nx(BUILD)).output).not.toContain('"main":');
    const script = `console.log(require(${JSON.stringify(probe.path('crates/greeter'))}).greet('Ada'))`;
    expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout).toBe('Hello, Ada.\n');
    probe.write(manifest, JSON.stringify(original));
  });

  it('prints the build id that is in the file', async () => {
    const { output } = await probe.nx(BUILD);
    const printed = /build id {4}([0-9a-f]+)/.exec(output)?.[1];
    expect(printed).toBe(inspectBinary(probe.path(addonFile('debug')))?.buildId);
    const readelf = spawnSync('readelf', ['-n', probe.path(addonFile('debug'))], { encoding: 'utf8' });
    if (readelf.status === 0) expect(readelf.stdout).toContain(`Build ID: ${printed}`);
  });

  it('restores a deleted artefact from the cache', async () => {
    rmSync(probe.path('crates/greeter/dist'), { recursive: true });
    const { output } = await probe.nx(BUILD);
    expect(output).toContain('local cache');
    expect(readFileSync(probe.path(addonFile('debug'))).equals(first)).toBe(true);
  });

  it('rebuilds after an edit of the crate, into a new file rather than into one that may be loaded', async () => {
    const inode = statSync(probe.path(addonFile('debug'))).ino;
    probe.edit(SOURCE, '{}.', '{}!');
    const { output } = await probe.nx(BUILD);
    expect(output).not.toContain('local cache');
    expect(probe.greet('debug')).toBe('Hello, Ada!');
    expect(statSync(probe.path(addonFile('debug'))).ino).not.toBe(inode);
  });

  it('rebuilds after an edit of a crate it depends on by path', async () => {
    probe.edit('crates/greeting/src/lib.rs', 'Hello, {name}")', 'Good day, {name}")');
    const { output } = await probe.nx(BUILD);
    expect(output).not.toContain('local cache');
    expect(probe.greet('debug')).toBe('Good day, Ada!');
  });

  it('answers from the cache again when an edit is taken back', async () => {
    probe.edit('crates/greeting/src/lib.rs', 'Good day, {name}")', 'Hello, {name}")');
    const { output } = await probe.nx(BUILD);
    expect(output).toContain('local cache');
    expect(probe.greet('debug')).toBe('Hello, Ada!');
  });

  it('keeps the profiles apart', async () => {
    const debug = readFileSync(probe.path(addonFile('debug')));
    const { code, output } = await probe.nx(['run', '@probe/greeter:build-release']);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain('profile     release');
    expect(probe.greet('release')).toBe('Hello, Ada!');
    expect(readFileSync(probe.path(addonFile('debug'))).equals(debug)).toBe(true);
    expect(readFileSync(probe.path(addonFile('release'))).equals(debug)).toBe(false);
    // The configuration of the same name is another way to say the same. Cargo keeps what it compiled for the first,
    // but for the addon itself: @napi-rs/cli has it compiled twice in the beginning, for the sake of its declarations.
    const again = await probe.nx([...BUILD, '--configuration=release']);
    expect(again.code).toBe(0);
    expect(again.output.replaceAll(COLOUR, '')).not.toMatch(/Compiling (?!greeter)/);
  });

  it('builds for profiling with debug info, though the workspace does not define that profile', async () => {
    const { code, output } = await probe.nx(['run', 'shout:build-profiling']);
    expect({ code, output }).toMatchObject({ code: 0 });
    const [program] = readdirSync(probe.path('crates/shout/dist/profiling'));
    expect(spawnSync(probe.path(`crates/shout/dist/profiling/${program}`)).stdout.toString()).toBe('Hello, Ada!\n');
    expect(inspectBinary(probe.path(`crates/shout/dist/profiling/${program}`))?.debugInfo).not.toBe('absent');
  });

  it('shows a compile error as cargo shows it, fails, and leaves the last good build', async () => {
    const before = readFileSync(probe.path(addonFile('debug')));
    probe.edit(SOURCE, '-> String', '-> u32');
    const { code, output } = await probe.nx(BUILD, { FORCE_COLOR: 'true' });
    expect(code).not.toBe(0);
    expect(output.split('\n').find((line) => line.includes('error[E0308]'))).toMatch(COLOUR);
    expect(output.replaceAll(COLOUR, '')).toMatch(/--> crates[/\\]greeter[/\\]src[/\\]lib\.rs:5:5/);
    expect(readFileSync(probe.path(addonFile('debug'))).equals(before)).toBe(true);
    expect(readdirSync(probe.path('crates/greeter/dist')).sort()).toEqual(['debug', 'release']);
    probe.edit(SOURCE, '-> u32', '-> String');
  });

  it('counts tests, and writes the same report when the run is answered from the cache', async () => {
    const report = 'crates/greeting/test-output/cargo.json';
    const expected = { suite: 'greeting', passed: 1, failed: 0, skipped: 1, failures: [] };
    expect((await probe.nx(['run', 'greeting:test'])).code).toBe(0);
    expect(JSON.parse(probe.read(report))).toEqual(expected);
    rmSync(probe.path('crates/greeting/test-output'), { recursive: true });
    const { output } = await probe.nx(['run', 'greeting:test']);
    expect(output).toContain('local cache');
    expect(JSON.parse(probe.read(report))).toEqual(expected);
  });

  it('counts tests that do not compile as one failure', async () => {
    probe.edit('crates/greeting/src/lib.rs', 'fn is_skipped() {}', 'fn is_skipped() -> u32 {}');
    expect((await probe.nx(['run', 'greeting:test'])).code).not.toBe(0);
    const report = JSON.parse(probe.read('crates/greeting/test-output/cargo.json')) as unknown;
    expect(report).toEqual({ suite: 'greeting', passed: 0, failed: 1, skipped: 0, failures: [] });
    expect(existsSync(probe.path('crates/greeting/dist'))).toBe(false);
    probe.edit('crates/greeting/src/lib.rs', 'fn is_skipped() -> u32 {}', 'fn is_skipped() {}');
  });
});
