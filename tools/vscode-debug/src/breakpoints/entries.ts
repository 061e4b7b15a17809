const PACKAGES = '/node_modules/';
/** Modules by their name: V8 pauses before each that has a source map, and needs no entry. */
const NO_MODULE = '(?![^?#]*\\.m[jt]s(?:[?#]|$))';

/**
 * V8 announces a module with a source map before it runs, and no script that is required: that one is stopped at its first
 * statement, so that what its map leads to is set before anything of it runs. These are the names of the scripts that may come
 * from files with breakpoints: all but those of packages, of which there are many, and of packages those with breakpoints.
 */
export function entriesFor(files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const packages = files.filter((file) => file.includes(PACKAGES)).map(packageOf);
  const own = `^file://(?!.*${PACKAGES})${NO_MODULE}`;
  return [own, ...new Set(packages.map((name) => `^file://${NO_MODULE}.*${PACKAGES}${name}/`))];
}

/** `name` or `@scope/name`, as a pattern. */
function packageOf(file: string): string {
  const parts = file.slice(file.lastIndexOf(PACKAGES) + PACKAGES.length).split('/');
  const name = parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/');
  return name.replace(/[.+]/g, '\\$&');
}
