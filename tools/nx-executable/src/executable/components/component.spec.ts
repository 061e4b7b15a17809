import { component, inOrder, packageUrl, webAddress } from './component.ts';

describe('a component', () => {
  it.each([
    ['npm', 'fastify', '5.0.0', 'pkg:npm/fastify@5.0.0'],
    ['npm', '@mdi/js', '7.4.47', 'pkg:npm/%40mdi/js@7.4.47'],
    ['cargo', 'redb', '1.0.0+one', 'pkg:cargo/redb@1.0.0%2Bone'],
  ] as const)('of %s, %s %s, has a package URL', (type, name, version, purl) => {
    expect(packageUrl(type, name, version)).toBe(purl);
  });

  it.each([
    ['git+https://github.com/one/two.git', 'https://github.com/one/two'],
    ['git://github.com/one/two.git', 'https://github.com/one/two'],
    ['git+ssh://git@github.com/one/two.git', 'https://github.com/one/two'],
    ['git@github.com:one/two.git', 'https://github.com/one/two'],
    ['one/two', 'https://github.com/one/two'],
    ['gitlab:one/two', 'https://gitlab.com/one/two'],
    ['bitbucket:one/two', 'https://bitbucket.org/one/two'],
    ['not an address', undefined],
    [undefined, undefined],
  ])('of the repository %s has the address %s', (repository, address) => {
    expect(webAddress(repository)).toBe(address);
  });

  it('stands in an order that no locale changes', () => {
    const named = (name: string, version: string) =>
      component({ purl: packageUrl('npm', name, version), name, version, licence: 'MIT' });
    const ordered = inOrder([named('b', '1'), named('Z', '1'), named('a', '2'), named('@s/a', '1'), named('a', '1')]);
    expect(ordered.map(({ name, version }) => `${name} ${version}`)).toEqual(['@s/a 1', 'Z 1', 'a 1', 'a 2', 'b 1']);
  });
});
