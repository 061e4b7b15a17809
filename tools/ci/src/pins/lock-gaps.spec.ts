import { lockedOtherwise, lockGaps } from './lock-gaps.ts';

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

  it('asks for what the manifests ask for, each by its folder', () => {
    const asked = { dependencies: { one: '1.0.0' }, peerDependencies: { nx: '^23.0.0' } };
    const lock = { packages: { '': { devDependencies: { two: '2.0.0' } }, 'tools/a': asked } };
    expect(lockedOtherwise(lock, { '': { devDependencies: { two: '2.0.0' } }, 'tools/a': asked })).toEqual([]);
    expect(lockedOtherwise(lock, { '': {}, 'tools/a': { dependencies: { one: '1.0.0' } }, 'tools/b': {} })).toEqual([
      'package-lock.json: package.json asks for other packages; run npm install.',
      'package-lock.json: tools/a/package.json asks for other packages; run npm install.',
    ]);
  });

  it('has a gap where one is missing, or stands where its user does not find it', () => {
    const packages = { 'node_modules/core': core, 'apps/one/node_modules/@core/core-linux-x64': {} };
    expect(lockGaps({ packages })).toEqual([
      'package-lock.json: node_modules/core asks for @core/core-linux-x64 1.0.0, which has no entry.',
      'package-lock.json: node_modules/core asks for @core/core-win32-x64 1.0.0, which has no entry.',
    ]);
  });
});
