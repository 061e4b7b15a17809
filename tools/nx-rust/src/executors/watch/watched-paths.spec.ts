import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { isIgnored, watchedPaths } from './watched-paths.ts';
import { crateLike } from '../../testing/crate-like.ts';

describe('what is watched', () => {
  let root: string;
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };

  beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-rust-watched-')))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('is the crate, the crates it is compiled from, the files of the Cargo workspace, and what the sources name elsewhere', () => {
    write('Cargo.toml', '[workspace]\nmembers = ["native/*"]');
    write(
      'native/addon/Cargo.toml',
      '[dependencies]\nstore = { path = "../store" }\n[dev-dependencies]\nchecks = { path = "../checks" }',
    );
    write('native/addon/src/lib.rs', 'const WORDS: &str = include_str!("../../../words.txt");');
    write('native/store/Cargo.toml', '');
    write('native/checks/Cargo.toml', '');
    write('words.txt', 'one');
    const crateRoot = join(root, 'native/addon');
    const paths = watchedPaths(
      {
        projectName: 'addon',
        crate: crateLike({ name: 'addon' }),
        crates: [],
        workspaceRoot: root,
        crateRoot,
        cargoRoot: root,
        targetDir: join(root, 'target'),
        buildDir: join(root, 'target'),
        hasLockFile: true,
        definesProfiling: true,
      },
      { CARGO_HOME: join(root, 'home') },
    );
    expect(
      paths
        .filter((path) => path.startsWith(root) && !path.includes('@napi-rs'))
        .map((path) => relative(root, path).replaceAll('\\', '/')),
    ).toEqual([
      ...['native/addon', 'native/store'],
      ...['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', '.cargo/config.toml'],
      'words.txt',
    ]);
  });

  it.each([
    ['/w/native/addon', false],
    ['/w/native/addon/src/lib.rs', false],
    ['/w/native/addon/src/dist/mod.rs', false],
    ['/w/native/addon/Cargo.toml', false],
    ['/w/Cargo.toml', false],
    ['/w/.cargo/config.toml', false],
    ['/w/native/addon/dist/debug/addon.node', true],
    ['/w/native/addon/built/debug/addon.node', true],
    ['/w/native/addon/target/debug', true],
    ['/w/native/addon/reltarget/debug/deps/addon.d', true],
    ['/w/native/addon/reltarget4T2TWD', true],
    ['/w/native/addon/reltarget4T2TWD/CACHEDIR.TAG', true],
    ['/w/native/addon/reltarget-notes.md', false],
    ['/w/native/addon/tests/it.rs', true],
    ['/w/native/addon/src/.lib.rs.swp', true],
  ])('%s: ignored is %s', (path, ignored) => {
    const written = ['/w/native/addon/built', '/w/native/addon/reltarget'];
    expect(isIgnored(path, ['/w/native/addon', '/w/Cargo.toml', '/w/.cargo/config.toml'], written)).toBe(ignored);
  });
});
