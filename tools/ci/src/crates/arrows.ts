/** Which crate of the workspace may depend on which: docs/style.md draws it. Nobody else, and nothing the other way. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  document: [],
  json: ['document'],
  locks: [],
  files: ['locks'],
  engine: ['document', 'files', 'locks'],
  log: ['document', 'engine', 'files', 'locks'],
  redb: ['document', 'engine', 'files', 'locks'],
  store: ['document', 'engine', 'files', 'json', 'locks', 'log', 'redb'],
  addon: ['store'],
};

const PREFIX = 'bimetal-';

/** What `cargo metadata` says of a crate. */
export type CrateMetadata = { name: string; dependencies: { name: string; path?: string }[] };

/** One sentence for each dependency that is not an arrow of the table, and for each crate that it does not know. */
export function arrowProblems(crates: readonly CrateMetadata[]): string[] {
  return crates.flatMap(({ name, dependencies }) => {
    const allowed = ARROWS[shortName(name)];
    if (!allowed) return [`${name} is not in the table of crates: say there what it may depend on.`];
    const own = dependencies.filter(({ path }) => path !== undefined).map((dependency) => shortName(dependency.name));
    return own
      .filter((dependency) => !allowed.includes(dependency))
      .map((dependency) => `${name} must not depend on ${PREFIX}${dependency}: the arrows go one way.`);
  });
}

function shortName(crate: string): string {
  return crate.startsWith(PREFIX) ? crate.slice(PREFIX.length) : crate;
}
