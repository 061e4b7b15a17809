import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheKey } from './cache-key.ts';
import { fingerprint } from './fingerprint.ts';
import { noteLateReads, type LateReads } from './late-reads.ts';
import { staticReads, type ReadsKind } from './static-reads.ts';

/** A Cargo workspace above the Nx workspace, with one of everything that cargo reads and Nx does not. */
const FILES = {
  'Cargo.toml': [
    '[workspace]',
    'members = ["nx/crates/*"]',
    '[workspace.dependencies]',
    'inherited = { path = "inherited" }',
    '[patch.crates-io]',
    'patched = { path = "patched" }',
  ].join('\n'),
  'Cargo.lock': 'version = 4',
  'inherited/Cargo.toml': '[package]\nname = "inherited"',
  'inherited/src/lib.rs': 'pub fn a() {}',
  'inherited/data/numbers.bin': '1',
  'patched/Cargo.toml': '[package]\nname = "patched"',
  'patched/src/lib.rs': 'pub fn a() {}',
  'elsewhere/linked/Cargo.toml': '[package]\nname = "linked"',
  'elsewhere/linked/src/lib.rs': 'pub fn a() {}',
  'home/config.toml': '',
  'nx/nx.json': '{}',
  'nx/words.txt': 'one',
  'nx/proto/a.proto': 'one',
  'nx/settings/a.json': 'one',
  'nx/shared/other.rs': 'pub fn a() {}',
  'nx/crates/.cargo/config.toml': '',
  'nx/crates/rust-toolchain.toml': '[toolchain]\nchannel = "1"',
  'nx/crates/app/Cargo.toml': [
    '[package]',
    'name = "app"',
    '[[bin]]',
    'name = "more"',
    'path = "../../shared/more.rs"',
    '[dependencies]',
    'inherited.workspace = true',
    'linked = { path = "../linked" }',
    "[target.'cfg(unix)'.dependencies]",
    'unixy = { path = "../unixy" }',
    '[dev-dependencies]',
    'checks = { path = "../checks" }',
  ].join('\n'),
  'nx/shared/more.rs': 'mod other;',
  'nx/crates/app/build.rs': 'fn main() { println!("cargo:rerun-if-changed=../../proto"); std::env::var("PROTOC"); }',
  'nx/crates/app/src/lib.rs': [
    'const WORDS: &str = include_str!("../../../words.txt");',
    'const MORE: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../settings/a.json"));',
    'const CHANNEL: Option<&str> = option_env!("CHANNEL");',
  ].join('\n'),
  'nx/crates/app/tests/it.rs': 'const FIXTURE: &str = include_str!("../../../fixture.txt");',
  'nx/fixture.txt': 'one',
  'nx/crates/unixy/Cargo.toml': '[package]\nname = "unixy"',
  'nx/crates/unixy/src/lib.rs': 'pub fn a() {}',
  'nx/crates/checks/Cargo.toml': '[package]\nname = "checks"',
  'nx/crates/checks/src/lib.rs': 'pub fn a() {}',
};

const posix = process.platform === 'win32' ? it.skip : it;

describe('the cache key of a crate', () => {
  let base: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'nx-rust-key-')));
    for (const [file, text] of Object.entries(FILES)) write(file, text);
    symlinkSync(join(base, 'elsewhere/linked'), join(base, 'nx/crates/linked'), 'dir');
    env = { CARGO_HOME: join(base, 'home'), NX_CACHE_DIRECTORY: join(base, 'cache'), PATH: process.env['PATH'] };
    rustc('1.95.0');
  });
  afterEach(() => rmSync(base, { recursive: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(base, file)), { recursive: true });
    writeFileSync(join(base, file), text);
  }

  /** The compiler is a program that says no more than its version. */
  function rustc(version: string): void {
    write('bin/rustc', `#!/bin/sh\necho "rustc ${version}"\n`);
    chmodSync(join(base, 'bin/rustc'), 0o755);
    env['RUSTC'] = join(base, 'bin/rustc');
  }

  const question = (kind: ReadsKind) => ({
    workspaceRoot: join(base, 'nx'),
    crateRoot: join(base, 'nx/crates/app'),
    kind,
    env,
  });
  const key = (kind: ReadsKind = 'build') => cacheKey(question(kind));

  it('stays as it is while nothing changes, and comes back when a change is taken back', () => {
    const before = key();
    expect(key()).toBe(before);
    write('nx/words.txt', 'two');
    expect(key()).not.toBe(before);
    write('nx/words.txt', 'one');
    expect(key()).toBe(before);
  });

  it('is the same in another folder', () => {
    const before = key();
    const other = realpathSync(mkdtempSync(join(tmpdir(), 'nx-rust-key-of-another-length-')));
    try {
      for (const [file, text] of Object.entries(FILES)) {
        mkdirSync(dirname(join(other, file)), { recursive: true });
        writeFileSync(join(other, file), text);
      }
      symlinkSync(join(other, 'elsewhere/linked'), join(other, 'nx/crates/linked'), 'dir');
      const moved = {
        workspaceRoot: join(other, 'nx'),
        crateRoot: join(other, 'nx/crates/app'),
        kind: 'build' as const,
      };
      expect(cacheKey({ ...moved, env: { ...env, CARGO_HOME: join(other, 'home') } })).toBe(before);
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  it.each([
    'Cargo.toml',
    'Cargo.lock',
    'inherited/Cargo.toml',
    'inherited/src/lib.rs',
    'inherited/data/numbers.bin',
    'patched/src/lib.rs',
    'elsewhere/linked/src/lib.rs',
    'home/config.toml',
    'nx/words.txt',
    'nx/proto/a.proto',
    'nx/settings/a.json',
    'nx/shared/more.rs',
    'nx/shared/other.rs',
    'nx/crates/.cargo/config.toml',
    'nx/crates/rust-toolchain.toml',
    'nx/crates/app/build.rs',
    'nx/crates/app/src/lib.rs',
    'nx/crates/unixy/src/lib.rs',
  ])('is another after a change of %s', (file) => {
    const before = key();
    write(file, `${readFileSync(join(base, file), 'utf8')}\n# changed`);
    expect(key()).not.toBe(before);
  });

  it.each([
    ['nx/proto/b.proto', 'one'],
    ['nx/.cargo/config.toml', '[build]'],
    ['.cargo/config.toml', '[env]'],
    ['nx/crates/app/rust-toolchain', 'nightly'],
  ])('is another when %s appears', (file, text) => {
    const before = key();
    write(file, text);
    expect(key()).not.toBe(before);
  });

  it.each([
    'CHANNEL',
    'PROTOC',
    'RUSTFLAGS',
    'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS',
    'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER',
    'CARGO_PROFILE_RELEASE_PANIC',
    'CARGO_BUILD_TARGET',
    'CARGO_INCREMENTAL',
    'CC_x86_64_unknown_linux_gnu',
    'CFLAGS',
    'RUSTC_WRAPPER',
    'RUSTUP_TOOLCHAIN',
    'PKG_CONFIG_PATH',
  ])('is another with another %s', (name) => {
    const before = key();
    env[name] = 'other';
    expect(key()).not.toBe(before);
  });

  it.each(['CARGO_TARGET_DIR', 'CARGO_TERM_COLOR', 'PATH', 'RUST_LOG', 'CARGO_BUILD_JOBS'])(
    'does not care about %s',
    (name) => {
      const before = key();
      env[name] = 'other';
      expect(key()).toBe(before);
    },
  );

  it.each(['nx/crates/app/tests/it.rs', 'nx/fixture.txt', 'nx/crates/checks/src/lib.rs'])(
    'is another after a change of %s for tests only',
    (file) => {
      const [build, test] = [key(), key('test')];
      write(file, `${readFileSync(join(base, file), 'utf8')}\n`);
      expect(key()).toBe(build);
      expect(key('test')).not.toBe(test);
    },
  );

  it('is another with other settings of property tests, for tests only', () => {
    const [build, test] = [key(), key('test')];
    env['PROPTEST_CASES'] = '7';
    expect(key()).toBe(build);
    expect(key('test')).not.toBe(test);
  });

  it.each<[ReadsKind, string]>([
    ['lint', 'nx/crates/.clippy.toml'],
    ['lint', 'clippy.toml'],
    ['lint', 'lints/clippy.toml'],
    ['format', 'nx/crates/rustfmt.toml'],
    ['format', '.rustfmt.toml'],
    ['format', 'settings/rustfmt/rustfmt.toml'],
    ['format', 'Cargo.toml'],
    ['format', 'nx/crates/rust-toolchain.toml'],
    ['format', 'elsewhere/linked/src/lib.rs'],
  ])('of a %s is another after a change of %s', (kind, file) => {
    env['CLIPPY_CONF_DIR'] = join(base, 'lints');
    env['XDG_CONFIG_HOME'] = join(base, 'settings');
    const [build, before] = [key(), key(kind)];
    write(file, `${FILES[file as keyof typeof FILES] ?? ''}\n# changed`);
    expect(key(kind)).not.toBe(before);
    if (!(file in FILES)) expect(key()).toBe(build);
  });

  it('of an addon without a package.json is another with other words in one above it', () => {
    write('nx/package.json', '{"napi":{"binaryName":"one"}}');
    const before = key();
    write('nx/package.json', '{"napi":{"binaryName":"two"}}');
    expect(key()).toBe(before);
    write('nx/crates/app/Cargo.toml', `${FILES['nx/crates/app/Cargo.toml']}\n[dependencies.napi]\nversion = "3"`);
    const addon = key();
    write('nx/package.json', '{"napi":{"binaryName":"one"}}');
    expect(key()).not.toBe(addon);
  });

  posix('is another with another compiler where a folder below the workspace chooses it', () => {
    const before = key();
    rustc('1.96.0');
    expect(key()).not.toBe(before);
    rmSync(join(base, 'nx/crates/rust-toolchain.toml'));
    const ofTheWorkspace = key();
    rustc('1.95.0');
    expect(key()).toBe(ofTheWorkspace);
  });

  describe('when a run has read more than was known', () => {
    const note = (late: Partial<LateReads>) => {
      const asked = question('build');
      const known = fingerprint(staticReads(asked), asked.workspaceRoot, env);
      noteLateReads(asked.workspaceRoot, known, env, { files: [], variables: [], spoilt: false, ...late });
    };

    it('is none that a result of that run can lie under, and changes with what was read', () => {
      const before = key();
      note({ files: ['fixture.txt'], spoilt: true });
      const after = key();
      expect(after).not.toBe(before);
      write('nx/fixture.txt', 'two');
      expect(key()).not.toBe(after);
      write('nx/fixture.txt', 'one');
      expect(key()).toBe(after);
    });

    it('stays as it is for variables that nobody has set, until somebody does', () => {
      const before = key();
      note({ variables: ['OPENSSL_DIR'] });
      expect(key()).toBe(before);
      env['OPENSSL_DIR'] = '/opt/ssl';
      expect(key()).not.toBe(before);
    });

    it('is new each time when nobody knows what was read', () => {
      note({ unknown: 'a test', spoilt: true });
      expect(key()).not.toBe(key());
    });
  });
});
