import type { TargetConfiguration } from '@nx/devkit';
import type { Crate } from '../cargo/crate.ts';
import type { CargoInputs } from './inputs.ts';
import type { NxRustOptions } from './options.ts';

const PLUGIN = '@bimetal/nx-rust';

/**
 * The targets of one crate. Only an addon is watched: a running process loads it, and nothing else notices a rebuild.
 * `given` are the options that the user has written for the build: they hold for its sisters too, which build the same
 * in another profile, and yield to what is written for each of those.
 */
export function targetsOf(
  crate: Crate,
  inputs: CargoInputs,
  names: Required<NxRustOptions>,
  given: Record<string, unknown> = {},
): Record<string, TargetConfiguration> {
  const build = (description: string): TargetConfiguration => ({
    executor: `${PLUGIN}:build`,
    cache: true,
    inputs: inputs.build,
    outputs: ['{projectRoot}/{options.outputDir}/{options.profile}'],
    metadata: { technologies: ['rust'], description },
  });
  const fixed = (profile: string, description: string): TargetConfiguration => ({
    ...build(description),
    options: { outputDir: 'dist', ...given, profile },
  });
  const cargo = (description: string, options: object, checked?: CargoInputs['lint']): TargetConfiguration => ({
    executor: `${PLUGIN}:cargo`,
    ...(checked ? { cache: true, inputs: checked, outputs: [] } : {}),
    options,
    metadata: { technologies: ['rust'], description },
  });

  const builds: Record<string, TargetConfiguration> = {
    [names.buildTargetName]: {
      ...fixed('debug', `Builds ${crate.name} into dist/<profile>; debug unless a configuration says otherwise`),
      defaultConfiguration: 'debug',
      configurations: {
        debug: { profile: 'debug' },
        release: { profile: 'release' },
        profiling: { profile: 'profiling' },
      },
    },
    // `dependsOn` cannot name a configuration of a dependency, so the other profiles are targets of their own as well.
    [`${names.buildTargetName}-release`]: fixed('release', `Builds ${crate.name} into dist/release`),
    [`${names.buildTargetName}-profiling`]: fixed(
      'profiling',
      `Builds ${crate.name} into dist/profiling: optimised, with debug info and frame pointers`,
    ),
  };

  return {
    ...(crate.hasArtifact ? builds : {}),
    [names.testTargetName]: {
      executor: `${PLUGIN}:test`,
      cache: true,
      inputs: inputs.test,
      outputs: ['{projectRoot}/{options.reportFile}'],
      options: { reportFile: 'test-output/cargo.json' },
      metadata: { technologies: ['rust'], description: `Runs the tests of ${crate.name} with cargo test` },
    },
    [names.lintTargetName]: cargo(
      'Checks with clippy; a warning is an error',
      {
        command: 'clippy',
        args: ['--all-targets', '--all-features'],
        toolArgs: ['-D', 'warnings'],
        locked: true,
      },
      inputs.lint,
    ),
    [names.formatTargetName]: cargo('Formats with rustfmt', { command: 'fmt' }),
    [names.formatCheckTargetName]: cargo(
      'Fails where rustfmt would change something',
      { command: 'fmt', args: ['--check'] },
      inputs.format,
    ),
    ...(crate.kind === 'addon'
      ? {
          // What a run says with `--configuration` reaches dependencies too, so this one can follow an executable's flavour.
          [`${names.buildTargetName}-embedded`]: {
            ...fixed(
              'release',
              `Builds ${crate.name} for an executable: release, unless the run says debug or profiling`,
            ),
            defaultConfiguration: 'release',
            configurations: {
              debug: { profile: 'debug' },
              release: { profile: 'release' },
              profiling: { profile: 'profiling' },
            },
          },
          [names.watchTargetName]: {
            executor: `${PLUGIN}:watch`,
            continuous: true,
            options: { outputDir: 'dist', ...given, profile: 'debug' },
            metadata: { technologies: ['rust'], description: `Rebuilds ${crate.name} on every edit` },
          },
        }
      : {}),
  };
}
