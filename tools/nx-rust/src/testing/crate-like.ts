import type { Crate } from '../cargo/crate.ts';

/** A crate for a test that cares about a few of its properties only. */
export function crateLike({ name, ...rest }: Partial<Crate> & { name: string }): Crate {
  const root = `native/${name}`;
  return {
    name,
    description: undefined,
    root,
    cargoRoot: '.',
    kind: 'library',
    hasArtifact: true,
    sources: [`${root}/Cargo.toml`, `${root}/src/**/*`],
    dependencies: [],
    tags: [],
    inputs: [],
    ...rest,
  };
}
