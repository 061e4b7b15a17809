import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { TEST_FOLDERS } from '../cargo/crate.ts';
import { parseBuildOutput, parseDepInfo } from './dep-info.ts';
import { isOfTheUser } from './environment.ts';
import { isInside, type Reads } from './static-reads.ts';

export interface NotesQuestion {
  /** The folders of the crates that are compiled from this machine, the one that was built first. */
  crates: readonly { folder: string; name: string }[];
  /** Whether the tests, benches and examples of the first are compiled too. Those of the others never are. */
  withTests: boolean;
  /** Paths in the notes start here. */
  cargoRoot: string;
  /** Where cargo keeps what it compiles: `target/`, unless told otherwise. */
  buildDir: string;
  env: NodeJS.ProcessEnv;
}

/**
 * What cargo has written down about earlier runs: the dep-info of each crate, and what build scripts have asked for.
 * Notes of other profiles and features count too: a file too many costs a build, and no more. Nothing at all when there
 * is no note about the crate itself.
 */
export function cargoNotes(question: NotesQuestion): Reads | undefined {
  const { crates, withTests, cargoRoot, buildDir, env } = question;
  const found: Reads = { files: new Set(), variables: [] };
  const [own] = crates;
  // In a target folder of several crates lie the notes about the tests of the others, which are not compiled here. The first source
  // of a note is the one that the compiler began with: a library may read what lies beside its tests.
  const isOfAnothersTests = (file: string) =>
    crates.some(
      ({ folder }, index) =>
        (index > 0 || !withTests) && TEST_FOLDERS.some((name) => isInside(file, join(folder, name))),
    );
  const isLocal = (file: string) => crates.some(({ folder }) => isInside(file, folder));
  let hasOwn = false;
  for (const folder of profileFolders(buildDir)) {
    for (const note of namesIn(join(folder, 'deps')).filter((name) => name.endsWith('.d'))) {
      const { files, variables } = parseDepInfo(readFileSync(join(folder, 'deps', note), 'utf8'));
      const sources = [...files].map((file) => resolve(cargoRoot, file));
      if (!sources.some(isLocal) || isOfAnothersTests(sources.find((file) => file.endsWith('.rs')) ?? '')) continue;
      hasOwn ||= own !== undefined && sources.some((file) => isInside(file, own.folder));
      for (const file of sources) found.files.add(file);
      found.variables.push(...variables);
    }
    for (const script of namesIn(join(folder, 'build'))) {
      const output = join(folder, 'build', script, 'output');
      if (!existsSync(output)) continue;
      const { files, variables } = parseBuildOutput(readFileSync(output, 'utf8'));
      found.variables.push(...variables);
      const owner = crates.find(({ name }) => script.replace(/-[0-9a-f]+$/, '') === name);
      if (owner) for (const file of files) found.files.add(resolve(owner.folder, file));
    }
  }
  if (!hasOwn) return undefined;
  const foreign = [
    buildDir,
    env['CARGO_HOME'] || join(homedir(), '.cargo'),
    env['RUSTUP_HOME'] || join(homedir(), '.rustup'),
  ];
  return {
    files: new Set([...found.files].filter((file) => !foreign.some((folder) => isInside(file, folder)))),
    variables: [...new Set(found.variables)].filter(isOfTheUser),
  };
}

/** `target/debug`, and `target/<triple>/debug` where a target was named. */
function profileFolders(buildDir: string): string[] {
  const first = namesIn(buildDir).map((name) => join(buildDir, name));
  return [...first, ...first.flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))].filter((folder) =>
    existsSync(join(folder, 'deps')),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
