import { cratesFromManifests } from './manifest.ts';

describe('a crate, read from its manifest alone', () => {
  const crates = cratesFromManifests(
    new Map([
      [
        'Cargo.toml',
        '[workspace]\nmembers = ["native/*"]\n[workspace.dependencies]\nstore = { path = "native/store" }',
      ],
      [
        'native/addon/Cargo.toml',
        [
          '[package]',
          'name = "addon" # comment',
          '[package.metadata.nx]',
          'tags = ["scope:addon", "kind:addon"]',
          'inputs = ["../shared.json"]',
          '[lib]',
          'crate-type = ["cdylib"]',
          '[dependencies]',
          'store.workspace = true',
          'napi = "3"',
          '[dev-dependencies.checks]',
          'path = "../checks"',
        ].join('\r\n'),
      ],
      ['native/store/Cargo.toml', '[package]\nname = "store"\ndescription = "Keeps."\n[lib]\ncrate-type = ["cdylib"]'],
      ['native/checks/Cargo.toml', "[package]\nname = 'checks'"],
    ]),
  );
  const named = (name: string) => crates.find((crate) => crate.name === name);

  it('has its name, its place, its kind and its tags', () => {
    expect(crates.map(({ name }) => name)).toEqual(['addon', 'store', 'checks']);
    expect(named('addon')).toMatchObject({
      root: 'native/addon',
      cargoRoot: '.',
      kind: 'addon',
      tags: ['scope:addon', 'kind:addon'],
      inputs: ['native/shared.json'],
    });
    expect(named('store')).toMatchObject({ kind: 'library', description: 'Keeps.' });
  });

  it('depends on the crates that it names', () => {
    expect(named('addon')?.dependencies).toEqual([
      { root: 'native/store', kind: 'normal' },
      { root: 'native/checks', kind: 'dev' },
    ]);
  });
});
