import { withRustFlags } from './rust-flags.ts';

const FLAG = '-Cforce-frame-pointers=yes';

describe('flags of ours join those that cargo would have used', () => {
  it.each([
    ['CARGO_ENCODED_RUSTFLAGS', { CARGO_ENCODED_RUSTFLAGS: '--cfg\x1fa', RUSTFLAGS: '-g' }, `--cfg\x1fa\x1f${FLAG}`],
    ['RUSTFLAGS', { RUSTFLAGS: '--cfg a', CARGO_BUILD_RUSTFLAGS: '-g' }, `--cfg a ${FLAG}`],
    ['CARGO_BUILD_RUSTFLAGS', { CARGO_BUILD_RUSTFLAGS: '--cfg a' }, `--cfg a ${FLAG}`],
  ])('in %s', (name, env, value) => {
    expect(withRustFlags([FLAG], env, [])).toEqual({ env: { [name]: value }, args: [] });
  });

  it.each([
    ['the build section without any', '', 'build.rustflags'],
    ['the build section', '[build]\nrustflags = ["-g"]', 'build.rustflags'],
    [
      'the target section',
      '[target.x86_64-unknown-linux-gnu]\nlinker = "ld"\nrustflags = ["-g"]',
      `target.'cfg(all())'.rustflags`,
    ],
    [
      'the target section by dots',
      'target.x86_64-unknown-linux-gnu.rustflags = ["-g"]',
      `target.'cfg(all())'.rustflags`,
    ],
    [
      'the build section beside a target without flags',
      '[target.x]\nlinker = "ld"\n[build]\nrustflags = []',
      'build.rustflags',
    ],
  ])('in %s of the configuration', (_case, config, key) => {
    expect(withRustFlags([FLAG], {}, [config])).toEqual({ env: {}, args: ['--config', `${key}=["${FLAG}"]`] });
  });

  it('in the encoded form, when one of them has a space', () => {
    const flag = '--remap-path-prefix=/my work=.';
    expect(withRustFlags([flag], { RUSTFLAGS: '--cfg a' }, [])).toEqual({
      env: { CARGO_ENCODED_RUSTFLAGS: `--cfg\x1fa\x1f${flag}` },
      args: [],
    });
  });

  it('not at all, when there are none', () => {
    expect(withRustFlags([], { RUSTFLAGS: '-g' }, [])).toEqual({ env: {}, args: [] });
  });
});
