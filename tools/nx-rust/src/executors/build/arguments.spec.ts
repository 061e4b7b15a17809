import { cargoBuildArguments, napiArguments, type BuildFacts } from './arguments.ts';

const facts: BuildFacts = {
  crateName: 'greeter',
  crateRoot: '/w/crates/greeter',
  stagingDir: '/w/crates/greeter/dist/.staging-debug-1',
  hasLockFile: true,
  definesProfiling: true,
};
const start = ['build', '--platform', '--cwd', facts.crateRoot, '--output-dir', facts.stagingDir];

describe('the arguments of napi build', () => {
  it('name no profile for debug, because the CLI looks for `dev` in the wrong folder', () => {
    expect(napiArguments({}, facts)).toEqual([...start, '--js', 'index.js', '--dts', 'index.d.ts', '--', '--locked']);
    expect(napiArguments({ profile: 'debug' }, facts)).toEqual(napiArguments({}, facts));
  });

  it('pass every option on, and those that only cargo knows after the dashes', () => {
    const options = {
      profile: 'release',
      features: ['a', 'b'],
      noDefaultFeatures: true,
      target: 'aarch64-unknown-linux-gnu',
      crossCompile: true,
      js: 'index.js',
      dts: 'types.d.ts',
      args: ['--timings'],
    } as const;
    expect(napiArguments({ ...options, features: [...options.features], args: [...options.args] }, facts)).toEqual([
      ...start,
      ...['--js', 'index.js', '--dts', 'types.d.ts', '--profile', 'release'],
      ...['--no-default-features', '--features', 'a,b', '--target', 'aarch64-unknown-linux-gnu', '--cross-compile'],
      ...['--', '--locked', '--timings'],
    ]);
  });

  it('lock only what there is a lock file for, unless told', () => {
    const unlocked = { ...facts, hasLockFile: false };
    expect(napiArguments({}, unlocked)).not.toContain('--');
    expect(napiArguments({ locked: true }, unlocked)).toContain('--locked');
    expect(napiArguments({ locked: false }, facts)).not.toContain('--locked');
  });
});

describe('the loader', () => {
  it('is JavaScript of the kind that Node takes files beside the addon for, or is left out', () => {
    expect(napiArguments({}, { ...facts, isModule: true }).join(' ')).toContain('--js index.js --esm');
    expect(napiArguments({ js: 'load.cjs' }, facts).join(' ')).toContain('--js load.cjs --dts');
    expect(napiArguments({ js: false }, facts)).toContain('--no-js');
  });
});

describe('separate debug info', () => {
  it('is made of full debug info, in a release', () => {
    const full = 'profile.release.debug="full"';
    expect(napiArguments({ profile: 'release', separateDebugInfo: true }, facts)).toContain(full);
    expect(napiArguments({ profile: 'release' }, facts)).not.toContain(full);
    expect(napiArguments({ profile: 'debug', separateDebugInfo: true }, facts)).not.toContain('--config');
  });
});

describe('the arguments of cargo build', () => {
  it('ask cargo which files it produced', () => {
    expect(cargoBuildArguments({ profile: 'release', allFeatures: true }, facts)).toEqual([
      ...['build', '--package', 'greeter', '--message-format', 'json-render-diagnostics'],
      ...['--profile', 'release', '--all-features', '--locked'],
    ]);
  });

  it('define the profiling profile only where the workspace does not', () => {
    const defined = cargoBuildArguments({ profile: 'profiling' }, facts);
    const missing = cargoBuildArguments({ profile: 'profiling' }, { ...facts, definesProfiling: false });
    expect(defined).not.toContain('--config');
    expect(missing).toContain('profile.profiling.inherits="release"');
    expect(cargoBuildArguments({ profile: 'release' }, { ...facts, definesProfiling: false })).not.toContain(
      '--config',
    );
  });
});
