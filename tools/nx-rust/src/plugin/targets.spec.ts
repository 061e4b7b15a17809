import { crateLike } from '../testing/crate-like.ts';
import { cargoInputs } from './inputs.ts';
import { withDefaults } from './options.ts';
import { targetsOf } from './targets.ts';

const store = crateLike({ name: 'store', inputs: ['shared/keys.json'] });
const checks = crateLike({ name: 'checks' });
const addon = crateLike({
  name: 'addon',
  kind: 'addon',
  dependencies: [
    { root: 'native/store', kind: 'normal' },
    { root: 'native/checks', kind: 'dev' },
  ],
});
const reads = ({ root }: { root: string }, kind: string) => ({ runtime: `reads ${root} ${kind}` });
const inputs = cargoInputs(addon, [addon, store, checks], ['{workspaceRoot}/tools/nx-rust/src/**/*'], reads);

describe('the inputs of a target', () => {
  it('are the crate, what it is compiled from, the compiler, what it reads besides, and the plugin', () => {
    expect(inputs.build).toEqual(
      expect.arrayContaining([
        '{projectRoot}/**/*',
        '!{projectRoot}/dist/**/*',
        '!{projectRoot}/tests/**/*',
        '{workspaceRoot}/native/store/Cargo.toml',
        '{workspaceRoot}/native/store/src/**/*',
        '{workspaceRoot}/shared/keys.json',
        '{workspaceRoot}/Cargo.toml',
        '{workspaceRoot}/Cargo.lock',
        '{workspaceRoot}/rust-toolchain.toml',
        '{workspaceRoot}/.cargo/config.toml',
        { runtime: 'reads native/addon build' },
        { runtime: expect.stringContaining('rustc -vV') as unknown },
        '{workspaceRoot}/tools/nx-rust/src/**/*',
      ]),
    );
  });

  it('include what only tests read for tests and lint, and for nothing else', () => {
    const development = '{workspaceRoot}/native/checks/src/**/*';
    expect(inputs.build).not.toContain(development);
    expect(inputs.test).toContain(development);
    expect(inputs.lint).toContain(development);
    expect(inputs.test).not.toContain('!{projectRoot}/tests/**/*');
    for (const kind of ['test', 'lint', 'format'] as const) {
      expect(inputs[kind]).toContainEqual({ runtime: `reads native/addon ${kind}` });
    }
  });

  it('include the settings of the tool that runs', () => {
    expect(inputs.lint).toContain('{workspaceRoot}/clippy.toml');
    expect(inputs.format).toContain('{workspaceRoot}/rustfmt.toml');
    expect(inputs.build).not.toContain('{workspaceRoot}/clippy.toml');
  });

  it('of a crate at the root are its sources, not the whole workspace', () => {
    const root = crateLike({ name: 'root', root: '.', sources: ['Cargo.toml', 'src/**/*'] });
    const { build } = cargoInputs(root, [root], [], reads);
    expect(build).toContain('{workspaceRoot}/src/**/*');
    expect(build).not.toContain('{projectRoot}/**/*');
  });
});

describe('the targets of a crate', () => {
  it('build each profile into a folder of its own', () => {
    const { build, ...rest } = targetsOf(addon, inputs, withDefaults(undefined));
    expect(build?.outputs).toEqual(['{projectRoot}/{options.outputDir}/{options.profile}']);
    expect(build?.options).toEqual({ profile: 'debug', outputDir: 'dist' });
    expect(Object.keys(build?.configurations ?? {})).toEqual(['debug', 'release', 'profiling']);
    expect(rest['build-release']?.options).toEqual({ profile: 'release', outputDir: 'dist' });
    expect(rest['build-profiling']?.options).toEqual({ profile: 'profiling', outputDir: 'dist' });
  });

  it('take the options of the build for its sisters, but for the profile', () => {
    const given = { features: ['fast'], profile: 'debug', outputDir: 'out' };
    const targets = targetsOf(addon, inputs, withDefaults(undefined), given);
    for (const name of ['build-release', 'build-embedded', 'build-profiling', 'watch']) {
      expect(targets[name]?.options).toMatchObject({ features: ['fast'], outputDir: 'out' });
    }
    expect(targets['build-release']?.options).toMatchObject({ profile: 'release' });
    expect(targets['build-profiling']?.options).toMatchObject({ profile: 'profiling' });
  });

  it('watch addons only', () => {
    expect(targetsOf(addon, inputs, withDefaults(undefined))['watch']?.continuous).toBe(true);
    expect(Object.keys(targetsOf(store, inputs, withDefaults(undefined)))).toEqual([
      ...['build', 'build-release', 'build-profiling', 'test', 'lint', 'format', 'format-check'],
    ]);
  });

  it('build nothing of a plain library, which is compiled by what uses it', () => {
    const plain = crateLike({ name: 'checks', hasArtifact: false });
    expect(Object.keys(targetsOf(plain, inputs, withDefaults(undefined)))).toEqual([
      ...['test', 'lint', 'format', 'format-check'],
    ]);
  });

  it('bear the names that nx.json gives', () => {
    const targets = targetsOf(store, inputs, withDefaults({ buildTargetName: 'compile', lintTargetName: 'clippy' }));
    expect(Object.keys(targets)).toEqual(expect.arrayContaining(['compile', 'compile-release', 'clippy', 'test']));
  });
});
