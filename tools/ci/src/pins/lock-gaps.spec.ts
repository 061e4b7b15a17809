import { lockGaps } from './lock-gaps.ts';

describe('the lock file', () => {
  const core = { optionalDependencies: { '@core/core-linux-x64': '1.0.0', '@core/core-win32-x64': '1.0.0' } };

  it('is whole when every optional package has an entry, in whichever folder its user finds it', () => {
    const packages = {
      'apps/one/node_modules/core': core,
      'apps/one/node_modules/core/node_modules/@core/core-linux-x64': {},
      'node_modules/@core/core-win32-x64': {},
    };
    expect(lockGaps({ packages })).toEqual([]);
  });

  it('has a gap where one is missing, or stands where its user does not find it', () => {
    const packages = { 'node_modules/core': core, 'apps/one/node_modules/@core/core-linux-x64': {} };
    expect(lockGaps({ packages })).toEqual([
      'package-lock.json: node_modules/core asks for @core/core-linux-x64 1.0.0, which has no entry.',
      'package-lock.json: node_modules/core asks for @core/core-win32-x64 1.0.0, which has no entry.',
    ]);
  });
});
