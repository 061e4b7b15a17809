import type { Lock } from './lock.ts';
import { installationProblems } from './installation-problems.ts';

const lock: Lock = {
  packages: {
    '': {},
    'apps/one': {},
    'node_modules/core': { version: '1.0.0', integrity: 'sha512-core' },
    'node_modules/@core/core-linux-x64-gnu': { version: '1.0.0', integrity: 'sha512-x64', optional: true },
    'node_modules/core/node_modules/@core/core-linux-arm64-gnu': { version: '1.0.0', optional: true },
  },
};

describe('an installation', () => {
  const installed = (): Lock => ({
    packages: {
      'node_modules/core': { version: '1.0.0', integrity: 'sha512-core' },
      'node_modules/@core/core-linux-x64-gnu': { version: '1.0.0', integrity: 'sha512-x64', optional: true },
    },
  });

  it('is right when it is as the lock file says, without the packages of other systems', () => {
    expect(installationProblems(lock, installed())).toEqual([]);
  });

  it('is wrong with a package that the lock file does not know', () => {
    const more = installed();
    more.packages['node_modules/@core/core-darwin-arm64'] = { version: '1.0.0' };
    expect(installationProblems(lock, more)).toEqual([
      'node_modules/@core/core-darwin-arm64 1.0.0 is installed, and the lock file does not know it.',
    ]);
  });

  it('is wrong in another version, with another checksum, and without a package that is not optional', () => {
    const wrong = installed();
    wrong.packages['node_modules/core']!.version = '1.0.1';
    wrong.packages['node_modules/@core/core-linux-x64-gnu']!.integrity = 'sha512-other';
    expect(installationProblems(lock, wrong)).toEqual([
      'node_modules/core is 1.0.1, and the lock file says 1.0.0.',
      'node_modules/@core/core-linux-x64-gnu 1.0.0 has another checksum than the lock file.',
    ]);
    expect(installationProblems(lock, { packages: {} })).toEqual([
      'node_modules/core 1.0.0 is in the lock file, and not installed.',
    ]);
  });
});
