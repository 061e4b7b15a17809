import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ProbeWorkspace, REPOSITORY } from './probe-workspace.ts';

const manifest = (name: string, ...lines: string[]) =>
  ['[package]', `name = "${name}"`, 'version = "0.1.0"', 'edition = "2024"', ...lines].join('\n');
/** A patch takes the place of the version that is locked, and of no other. */
const locked = (name: string) =>
  new RegExp(`name = "${name}"\nversion = "(.*)"`).exec(readFileSync(join(REPOSITORY, 'Cargo.lock'), 'utf8'))?.[1] ??
  '';
const text = (value: string) => `pub const TEXT: &str = "${value}";\n`;

/** A program that prints one line for everything it was compiled from, in each way that cargo reads something. */
const FILES = {
  'Cargo.toml': [
    '[workspace]',
    'resolver = "3"',
    'members = ["crates/*"]',
    '[workspace.package]',
    'edition = "2024"',
    'version = "0.1.0"',
    '[patch.crates-io]',
    'cfg-if = { path = "patched" }',
  ].join('\n'),
  'patched/Cargo.toml': manifest('cfg-if').replace('0.1.0', locked('cfg-if')),
  'patched/src/lib.rs': text('one'),
  'crates/teller/Cargo.toml': manifest(
    'teller',
    '[dependencies]',
    'words = { path = "../words" }',
    'linked = { path = "../linked" }',
    'outside = { path = "../../../outside" }',
    'cfg-if = "1"',
  ),
  'crates/teller/build.rs': [
    'fn main() {',
    '    let folder = ["..", "..", "late"].join("/");',
    '    println!("cargo:rerun-if-changed={folder}/noted.txt");',
    '    println!("cargo:rustc-env=NOTED={}", std::fs::read_to_string(format!("{folder}/noted.txt")).unwrap());',
    '}',
  ].join('\n'),
  'crates/teller/src/main.rs': [
    'fn main() {',
    '    println!("words {}", words::TEXT);',
    '    println!("proto {}", words::PROTO);',
    '    println!("linked {}", linked::TEXT);',
    '    println!("outside {}", outside::TEXT);',
    '    println!("patched {}", cfg_if::TEXT);',
    '    println!("made {}", words::MADE);',
    '    println!("more {}", words::more::TEXT);',
    '    println!("channel {}", option_env!("CHANNEL").unwrap_or("none"));',
    '    println!("flags {}", if cfg!(flagged) { "flagged" } else { "none" });',
    '    println!("configured {}", option_env!("CONFIGURED").unwrap_or("none"));',
    '    println!("at home {}", option_env!("AT_HOME").unwrap_or("none"));',
    '    println!("late {}", include_str!(concat!("../../../", "late", "/late.txt")));',
    '    println!("noted {}", env!("NOTED"));',
    '}',
  ].join('\n'),
  'crates/words/Cargo.toml': manifest('words'),
  'crates/words/words.txt': 'one',
  'crates/words/proto/a.proto': 'one',
  'crates/words/dist/made.txt': 'one',
  'crates/words/tests/it.rs': [
    '#[test]',
    'fn has_its_fixture() {',
    '    assert!(std::fs::read_to_string("../../shared/fixture.txt").is_ok());',
    '}',
    '',
  ].join('\n'),
  'shared/fixture.txt': 'one',
  'crates/words/build.rs': [
    'fn main() {',
    '    let made = ["dist", "made.txt"].join("/");',
    '    println!("cargo:rerun-if-changed=proto/a.proto");',
    '    println!("cargo:rerun-if-changed={made}");',
    '    let proto = std::fs::read_to_string("proto/a.proto").unwrap();',
    '    println!("cargo:rustc-env=PROTO={proto}");',
    '    let made = std::fs::read_to_string(made).unwrap();',
    '    println!("cargo:rustc-env=MADE={made}");',
    '}',
    '',
  ].join('\n'),
  'crates/words/src/lib.rs': [
    'pub mod more;',
    'pub const TEXT: &str = include_str!("../words.txt");',
    'pub const PROTO: &str = env!("PROTO");',
    'pub const MADE: &str = env!("MADE");',
    '',
  ].join('\n'),
  '../more/mod.rs': text('one'),
  '../linked/Cargo.toml': manifest('linked'),
  '../linked/src/lib.rs': text('one'),
  '../outside/Cargo.toml': manifest('outside'),
  '../outside/src/lib.rs': text('one'),
  'late/late.txt': 'one',
  'late/noted.txt': 'one',
};

describe('a build in a workspace whose cargo reads all kinds of things', () => {
  let probe: ProbeWorkspace;
  const env: NodeJS.ProcessEnv = {};

  beforeAll(() => {
    // Written first: cargo asks for every crate when the lock file is made.
    probe = new ProbeWorkspace(FILES, (base) => {
      mkdirSync(`${base}/workspace/crates`, { recursive: true });
      symlinkSync('../../linked', `${base}/workspace/crates/linked`, 'dir');
      mkdirSync(`${base}/workspace/crates/words/src`, { recursive: true });
      symlinkSync('../../../../more', `${base}/workspace/crates/words/src/more`, 'dir');
    });
    env['CARGO_HOME'] = probe.path('../home');
    env['RUSTFLAGS'] = undefined;
    mkdirSync(probe.path('../home'));
    // The crates of the other members were downloaded long ago.
    const registry = join(process.env['CARGO_HOME'] || join(homedir(), '.cargo'), 'registry');
    if (existsSync(registry)) symlinkSync(registry, probe.path('../home/registry'), 'dir');
  });
  afterAll(() => probe.remove());

  /** Builds, and tells what the program prints and whether Nx has answered from its cache. */
  async function build(): Promise<{ told: Record<string, string>; cached: boolean; output: string }> {
    const { code, output } = await probe.nx(['run', 'teller:build'], env);
    expect({ code, output }).toMatchObject({ code: 0 });
    const { stdout } = spawnSync(probe.path('crates/teller/dist/debug/teller'), { encoding: 'utf8' });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => /^(.*) (\S+)$/.exec(line) ?? []);
    return {
      told: Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value])),
      cached: output.includes('local cache'),
      output,
    };
  }

  it('says what it has read that nobody could know before, and is answered from the cache once that is known', async () => {
    const first = await build();
    expect(first.told).toMatchObject({ words: 'one', late: 'one', noted: 'one', channel: 'none' });
    const late = ['crates/words/dist/made.txt', 'crates/words/src/more/mod.rs', 'late/late.txt', 'late/noted.txt'];
    expect(first.output.replaceAll('\n', ' ')).toContain(`teller also reads ${late.join(', ')}`);
    expect((await build()).cached).toBe(false);
    expect(await build()).toMatchObject({ cached: true, told: first.told });
  });

  it.each<[string, string, () => void]>([
    ['a text beside the sources of a dependency', 'words', () => probe.write('crates/words/words.txt', 'two')],
    ['what the build script of a dependency reads', 'proto', () => probe.write('crates/words/proto/a.proto', 'two')],
    ['a crate behind a symbolic link', 'linked', () => probe.write('../linked/src/lib.rs', text('two'))],
    ['a crate outside the workspace', 'outside', () => probe.write('../outside/src/lib.rs', text('two'))],
    ['a file that only the notes of rustc name', 'late', () => probe.write('late/late.txt', 'two')],
    ['a file that only a build script names', 'noted', () => probe.write('late/noted.txt', 'two')],
    ['a crate that stands for one of crates.io', 'patched', () => probe.write('patched/src/lib.rs', text('two'))],
    ['what lies where builds write', 'made', () => probe.write('crates/words/dist/made.txt', 'two')],
    ['a module behind a symbolic link', 'more', () => probe.write('../more/mod.rs', text('two'))],
    ['a variable of the program', 'channel', () => (env['CHANNEL'] = 'two')],
    [
      'the flags of one target',
      'flags',
      () => (env[`CARGO_TARGET_${triple()}_RUSTFLAGS`] = '--cfg flagged --check-cfg cfg(flagged)'),
    ],
    [
      'a configuration in the folder of the crate',
      'configured',
      () => probe.write('crates/teller/.cargo/config.toml', '[env]\nCONFIGURED = "two"\n'),
    ],
    ['the configuration of the user', 'at home', () => probe.write('../home/config.toml', '[env]\nAT_HOME = "two"\n')],
  ])('is built anew after a change of %s', async (_what, name, change) => {
    const before = await build();
    change();
    const after = await build();
    expect(after.cached).toBe(false);
    expect(after.told[name]).not.toBe(before.told[name]);
    expect({ ...after.told, [name]: before.told[name] }).toEqual(before.told);
  });

  it.each([
    ['test', 'shared/fixture.txt', 'two'],
    ['lint', 'crates/clippy.toml', 'too-many-arguments-threshold = 9'],
    ['format-check', 'crates/rustfmt.toml', 'max_width = 99'],
  ])('runs %s anew after a change of %s', async (target, file, changed) => {
    const run = async () => {
      const { code, output } = await probe.nx(['run', `words:${target}`], env);
      expect({ code, output }).toMatchObject({ code: 0 });
      return { cached: /local cache|match the cache/.test(output), output };
    };
    // What is read late is known to the second run, and kept for the third.
    await run();
    await run();
    expect(await run()).toMatchObject({ cached: true });
    probe.write(file, changed);
    expect(await run()).toMatchObject({ cached: false });
  });

  it('is answered from the cache when a change is taken back', async () => {
    env['CHANNEL'] = 'three';
    // What is read late is known to the second of two equal runs.
    await build();
    const { told } = await build();
    env['CHANNEL'] = 'four';
    await build();
    env['CHANNEL'] = 'three';
    expect(await build()).toMatchObject({ cached: true, told });
  });
});

/** The machine's own target, as cargo writes it in variables. */
function triple(): string {
  const { stdout } = spawnSync('rustc', ['-vV'], { encoding: 'utf8' });
  return (/^host: (.*)$/m.exec(stdout)?.[1] ?? '').toUpperCase().replaceAll(/[-.]/g, '_');
}
