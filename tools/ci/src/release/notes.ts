const TAG = /^v(\d+\.\d+\.\d+(?:-[\w.]+)?)$/;

/** The version that a tag names, which must be the one of package.json. */
export function versionOfTag(tag: string, packageVersion: string): string {
  const [, version] = TAG.exec(tag) ?? [];
  if (!version) throw new Error(`The tag ${tag} names no version: it is v and the version, as in v${packageVersion}.`);
  if (version !== packageVersion)
    throw new Error(`The tag says ${version}, and package.json says ${packageVersion}: they must be the same.`);
  return version;
}

/** What CHANGELOG.md says of one version: everything below its heading, up to the next. */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find(
    (text) =>
      text
        .split('\n')[0]!
        .trim()
        .split(/[\s,(]/)[0] === version,
  );
  const notes = section?.slice(section.indexOf('\n')).trim();
  if (!notes) {
    throw new Error(`CHANGELOG.md has nothing under "## ${version}": give "## Unreleased" that name before the tag.`);
  }
  return notes;
}
