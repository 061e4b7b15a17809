import { cratesOf, dependencyClosure } from './crate.ts';
import type { CargoMetadata, CargoPackage } from './metadata.ts';
import { crateLike } from '../testing/crate-like.ts';

function cargoPackage(name: string, more: Partial<CargoPackage> = {}): CargoPackage {
  const root = `/w/native/${name}`;
  return {
    name,
    description: null,
    manifest_path: `${root}/Cargo.toml`,
    dependencies: [],
    targets: [{ kind: ['lib'], crate_types: ['lib'], src_path: `${root}/src/lib.rs` }],
    metadata: null,
    ...more,
  };
}

function only(found: CargoPackage) {
  const metadata: CargoMetadata = { packages: [found], workspace_root: '/w', target_directory: '/w/target' };
  return cratesOf(metadata, '/w')[0];
}

describe('a crate, as cargo describes it', () => {
  it('is an addon when it is a cdylib that depends on napi', () => {
    const targets = [{ kind: ['cdylib'], crate_types: ['cdylib'], src_path: '/w/native/addon/src/lib.rs' }];
    const napi = [{ name: 'napi', kind: null }];
    expect(only(cargoPackage('addon', { targets, dependencies: napi }))?.kind).toBe('addon');
    expect(only(cargoPackage('addon', { targets }))?.kind).toBe('library');
    expect(only(cargoPackage('addon', { dependencies: napi }))?.kind).toBe('library');
  });

  it('is read from its folder and from those of its targets, but for its tests', () => {
    const target = (kind: string, file: string) => ({
      kind: [kind],
      crate_types: [kind],
      src_path: `/w/native/x/${file}`,
    });
    const targets = [
      target('lib', 'src/lib.rs'),
      target('bin', 'cli/bin/main.rs'),
      target('custom-build', 'build.rs'),
      target('test', 'tests/it.rs'),
      target('bench', 'benches/speed.rs'),
    ];
    const crate = only(cargoPackage('x', { targets }));
    const folder = ['*', '!(dist|target|node_modules|test-output|tests|benches|examples)/**/*'];
    expect(crate?.sources).toEqual([...folder, 'src/**/*', 'cli/**/*', 'build.rs'].map((one) => `native/x/${one}`));
    expect(crate?.kind).toBe('application');
  });

  it('depends by path on folders of the workspace only', () => {
    const dependencies = [
      { name: 'serde', kind: null },
      { name: 'store', kind: null, path: '/w/native/store' },
      { name: 'elsewhere', kind: null, path: '/elsewhere' },
      { name: 'checks', kind: 'dev', path: '/w/native/checks' } as const,
    ];
    expect(only(cargoPackage('x', { dependencies }))?.dependencies).toEqual([
      { root: 'native/store', kind: 'normal' },
      { root: 'native/checks', kind: 'dev' },
    ]);
  });

  it('takes tags and inputs from [package.metadata.nx], whatever else is there', () => {
    const nx = { tags: ['scope:x', 7], inputs: ['../../shared/*.json', '{workspaceRoot}/schema.json'] };
    const crate = only(cargoPackage('x', { metadata: { nx, docs: {} } }));
    expect(crate?.tags).toEqual(['scope:x']);
    expect(crate?.inputs).toEqual(['shared/*.json', 'schema.json']);
    expect(only(cargoPackage('x', { metadata: { nx: 'no' } }))?.tags).toEqual([]);
  });
});

describe('the crates that one is compiled from', () => {
  const checks = crateLike({ name: 'checks' });
  const codec = crateLike({ name: 'codec', dependencies: [{ root: 'native/checks', kind: 'dev' }] });
  const store = crateLike({
    name: 'store',
    dependencies: [
      { root: 'native/codec', kind: 'normal' },
      { root: 'native/store', kind: 'dev' },
    ],
  });
  const addon = crateLike({
    name: 'addon',
    dependencies: [
      { root: 'native/store', kind: 'normal' },
      { root: 'native/checks', kind: 'dev' },
    ],
  });
  const crates = [addon, checks, codec, store];

  it('are found through one another', () => {
    expect(dependencyClosure(addon, crates, false)).toEqual([codec, store]);
    expect(dependencyClosure(checks, crates, true)).toEqual([]);
  });

  it('include those of its own tests, but not of other tests', () => {
    expect(dependencyClosure(addon, crates, true)).toEqual([checks, codec, store]);
    expect(dependencyClosure(store, crates, true)).toEqual([codec]);
  });
});
