import { isIgnored, watchedPaths } from './watched-paths.ts';
import { crateLike } from '../../testing/crate-like.ts';

describe('what is watched', () => {
  it('is the crate, the crates it is compiled from, and the files of the Cargo workspace', () => {
    const store = crateLike({ name: 'store' });
    const testing = crateLike({ name: 'testing' });
    const addon = crateLike({
      name: 'addon',
      dependencies: [
        { root: 'native/store', kind: 'normal' },
        { root: 'native/testing', kind: 'dev' },
      ],
    });
    const paths = watchedPaths({
      projectName: 'addon',
      crate: addon,
      crates: [addon, store, testing],
      workspaceRoot: '/w',
      crateRoot: '/w/native/addon',
      cargoRoot: '/w',
      targetDir: '/w/target',
      hasLockFile: true,
      definesProfiling: true,
    });
    expect(paths).toEqual([
      ...['/w/native/addon', '/w/native/store'],
      ...['/w/Cargo.toml', '/w/Cargo.lock', '/w/rust-toolchain.toml', '/w/.cargo/config.toml'],
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
    ['/w/native/addon/tests/it.rs', true],
    ['/w/native/addon/src/.lib.rs.swp', true],
  ])('%s: ignored is %s', (path, ignored) => {
    expect(isIgnored(path, ['/w/native/addon', '/w/Cargo.toml', '/w/.cargo/config.toml'], 'built')).toBe(ignored);
  });
});
