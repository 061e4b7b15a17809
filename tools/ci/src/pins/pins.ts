/** A dependency as a manifest asks for it. */
export type Requirement = { manifest: string; name: string; requirement: string };

const EXACT_VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/** One sentence for each npm dependency that is not one exact version. */
export function npmPinProblems(requirements: readonly Requirement[]): string[] {
  return problems(requirements, (requirement) => EXACT_VERSION.test(requirement));
}

/** One sentence for each crate that is not one exact version: cargo writes that `=1.2.3`, and `1.2.3` is a range. */
export function cratePinProblems(requirements: readonly Requirement[]): string[] {
  return problems(
    requirements,
    (requirement) => requirement.startsWith('=') && EXACT_VERSION.test(requirement.slice(1)),
  );
}

function problems(requirements: readonly Requirement[], isExact: (requirement: string) => boolean): string[] {
  return requirements
    .filter(({ requirement }) => !isExact(requirement))
    .map(({ manifest, name, requirement }) => `${manifest}: ${name} is "${requirement}"; pin one exact version.`);
}

type PackageManifest = Partial<
  Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>
>;

/** What a package.json asks npm for. Peer dependencies are a library's promise about its user, not a pin. */
export function npmRequirements(manifest: string, contents: PackageManifest): Requirement[] {
  const groups = [contents.dependencies, contents.devDependencies, contents.optionalDependencies];
  return groups.flatMap((group) =>
    Object.entries(group ?? {}).map(([name, requirement]) => ({ manifest, name, requirement })),
  );
}

type CargoMetadata = {
  packages: { name: string; dependencies: { name: string; req: string; path?: string }[] }[];
};

/** What our crates ask cargo for, from `cargo metadata --no-deps`; crates of the workspace itself have a path. */
export function crateRequirements(metadata: CargoMetadata): Requirement[] {
  return metadata.packages.flatMap((crate) =>
    crate.dependencies
      .filter((dependency) => dependency.path === undefined)
      .map(({ name, req }) => ({ manifest: crate.name, name, requirement: req })),
  );
}
