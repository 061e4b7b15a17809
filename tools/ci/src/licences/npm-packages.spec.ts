import { npmPackagesOf, type PackageLock } from './npm-packages.ts';

describe('the npm packages that ship', () => {
  const packages: PackageLock['packages'] = {
    '': { version: '0.1.0' },
    'apps/api': { version: '0.1.0', dependencies: { '@bimetal/contract': '*', fastify: '5.0.0', a: '1.0.0' } },
    'libs/contract': { version: '0.1.0', optionalDependencies: { fast: '2.0.0', absent: '1.0.0' } },
    'node_modules/@b/c': { version: '2.0.0', license: 'MIT' },
    'node_modules/@bimetal/contract': { link: true },
    'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { '@b/c': '^1.0.0', fastify: '*' } },
    'node_modules/a/node_modules/@b/c': { version: '1.0.0', license: 'ISC' },
    'node_modules/fast': { version: '2.0.0', license: 'MIT' },
    'node_modules/fastify': { version: '5.0.0', license: 'MIT', dependencies: { a: '1.0.0' } },
    'node_modules/jest': { version: '30.0.0', license: 'MIT' },
  };

  it('are those that ours need to run, and those that these need, each where it is found', () => {
    expect(npmPackagesOf({ packages })).toEqual([
      { name: 'a', version: '1.0.0', licence: 'MIT' },
      { name: '@b/c', version: '1.0.0', licence: 'ISC' },
      { name: 'fast', version: '2.0.0', licence: 'MIT' },
      { name: 'fastify', version: '5.0.0', licence: 'MIT' },
    ]);
  });

  it('are not those that who takes one of ours has already', () => {
    const plugin = { version: '0.1.0', peerDependencies: { jest: '^30.0.0' } };
    expect(npmPackagesOf({ packages: { ...packages, 'tools/plugin': plugin } })).toEqual(npmPackagesOf({ packages }));
  });
});
