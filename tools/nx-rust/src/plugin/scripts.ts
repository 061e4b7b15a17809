import type { PackageJson } from './package-json.ts';

/**
 * A sentence for the targets that scripts of a package.json take the place of, or none. Nx makes a target of each
 * script, and of two of one name the script's stays. Whoever has said which scripts Nx takes has chosen.
 */
export function replacedByScripts(manifest: PackageJson, root: string, targets: readonly string[]): string | undefined {
  if (manifest.nx?.includedScripts !== undefined) return undefined;
  const both = targets.filter(
    (name) => manifest.scripts?.[name] !== undefined && !manifest.nx?.targets?.[name]?.executor,
  );
  if (both.length === 0) return undefined;
  const others = Object.keys(manifest.scripts ?? {}).filter((name) => !both.includes(name));
  const [names, are] = [both.map((name) => `"${name}"`).join(', '), both.length === 1 ? 'script' : 'scripts'];
  return [
    `The ${are} ${names} of ${root}/package.json stand for the targets of the same name that @bimetal/nx-rust would make.`,
    `Choose in that file: "nx": { "includedScripts": ${JSON.stringify(others)} } takes the plugin's targets,`,
    `${JSON.stringify([...others, ...both])} the scripts without this warning; or name the plugin's targets otherwise, in its options in nx.json.`,
  ].join(' ');
}
