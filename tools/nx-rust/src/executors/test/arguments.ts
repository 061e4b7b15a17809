import type { TestOptions } from './options.ts';

export function testArguments(options: TestOptions, crateName: string, hasLockFile: boolean): string[] {
  const { features = [], args = [], testArgs = [] } = options;
  const allFeatures = options.allFeatures ?? features.length === 0;
  return [
    'test',
    '--package',
    crateName,
    ...((options.locked ?? hasLockFile) ? ['--locked'] : []),
    ...(options.profile === 'release' ? ['--release'] : []),
    ...(allFeatures && !options.noDefaultFeatures ? ['--all-features'] : []),
    ...(options.noDefaultFeatures ? ['--no-default-features'] : []),
    ...(features.length > 0 ? ['--features', features.join(',')] : []),
    ...(options.target ? ['--target', options.target] : []),
    ...(options.noFailFast === false ? [] : ['--no-fail-fast']),
    ...args,
    ...(testArgs.length > 0 ? ['--', ...testArgs] : []),
  ];
}
