import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { cratesOf, type Crate } from './crate.ts';
import { keepAnswer, keptAnswer } from './kept-answer.ts';
import { cargoConfigPaths, foldersUpwards } from './cargo-files.ts';
import { cratesFromManifests, isManifest } from './manifest.ts';
import { cargoMetadata } from './metadata.ts';
import { CargoMissing } from './missing.ts';

export interface Discovery {
  crates: Crate[];
  /** Why cargo could not be asked, in words for the user; the crates are then a reading of the manifests alone. */
  warnings: string[];
}

/** Raise it when {@link Crate} changes shape, so that an older cache is not read. */
const CACHE_VERSION = 2;
const CACHE_FILE = 'nx-rust-crates.json';

/**
 * Nx asks twice for each graph, for the nodes and for the dependencies, and most runs find the manifests as they were:
 * the answer is kept in memory and on disk by a hash of the manifests. Nothing is kept when cargo could not answer.
 */
const remembered = new Map<string, Crate[]>();

/** The crates of `manifests`: Cargo.toml files relative to the workspace, written with `/`. */
export async function discoverCrates(workspaceRoot: string, manifests: readonly string[]): Promise<Discovery> {
  const texts = new Map(
    manifests
      .filter((file) => !/(^|\/)(node_modules|target)\//.test(file) && !isVendored(workspaceRoot, file))
      .sort((a, b) => depth(a) - depth(b) || a.localeCompare(b))
      .map((file) => [file, readFileSync(join(workspaceRoot, file), 'utf8')]),
  );
  if (texts.size === 0) return { crates: [], warnings: [] };

  const key = cacheKey(workspaceRoot, texts);
  const known = remembered.get(key) ?? keptAnswer<Record<string, Crate[]>>(workspaceRoot, CACHE_FILE)?.[key];
  if (known) {
    remembered.set(key, known);
    return { crates: known, warnings: [] };
  }
  const { crates, warnings, isWhole } = await askCargo(workspaceRoot, texts);
  if (isWhole) {
    remembered.set(key, crates);
    keepAnswer(workspaceRoot, CACHE_FILE, { [key]: crates });
  }
  return { crates, warnings };
}

/** Whether `cargo vendor` has put the crate there: it is somebody else's. */
function isVendored(workspaceRoot: string, file: string): boolean {
  return existsSync(join(workspaceRoot, dirname(file), '.cargo-checksum.json'));
}

interface Answer extends Discovery {
  /** False when crates had to be guessed, which is to be tried again. */
  isWhole: boolean;
}

/** Outer manifests first: the answer for a Cargo workspace covers its members, which are then not asked for again. */
async function askCargo(workspaceRoot: string, texts: ReadonlyMap<string, string>): Promise<Answer> {
  const crates = new Map<string, Crate>();
  const roots: string[] = [];
  const leftOut = new Map<string, string>();
  const refused = new Map<string, string>();
  for (const file of texts.keys()) {
    const folder = posix.dirname(file);
    if (crates.has(folder)) continue;
    try {
      const metadata = await cargoMetadata(join(workspaceRoot, file), workspaceRoot);
      for (const crate of cratesOf(metadata, workspaceRoot)) crates.set(crate.root, crate);
      roots.push(folder);
    } catch (error) {
      if (error instanceof CargoMissing) {
        return { crates: cratesFromManifests(texts), warnings: [`${error.message}\n\n${GUESSED}`], isWhole: false };
      }
      const isForeign =
        roots.some((root) => root === '.' || folder.startsWith(`${root}/`)) || !isManifest(texts.get(file) ?? '');
      (isForeign ? leftOut : refused).set(file, error instanceof Error ? error.message : String(error));
    }
  }
  if (refused.size > 0) {
    // All of the manifests, because a crate that was refused may depend on one that was not.
    const candidates = new Map([...texts].filter(([file]) => !leftOut.has(file)));
    for (const crate of cratesFromManifests(candidates)) if (!crates.has(crate.root)) crates.set(crate.root, crate);
  }
  return {
    crates: [...crates.values()],
    warnings: [...refusal(refused), ...leaving(leftOut)].slice(0, 1),
    isWhole: refused.size === 0,
  };
}

/** One bad member makes cargo refuse the whole workspace, in the same words for each of its manifests. */
function refusal(refused: ReadonlyMap<string, string>): string[] {
  return [...refused].map(([file, message]) => `cargo could not read ${file}:\n${message}\n\n${GUESSED}`).slice(0, 1);
}

/** Templates, fixtures, and crates that no Cargo workspace has: told when they are first seen, and left alone. */
function leaving(leftOut: ReadonlyMap<string, string>): string[] {
  const [first] = leftOut;
  if (first === undefined) return [];
  const [file, message] = first;
  const others = leftOut.size > 1 ? ` and ${leftOut.size - 1} more` : '';
  return [
    `No project is made of ${file}${others}, which cargo refuses (${message.split('\n')[0]}): if it should not be one, name it in "exclude" beside @bimetal/nx-rust in nx.json.`,
  ];
}

const GUESSED = 'Until then the crates in the project graph are read from their manifests alone.';

/**
 * Besides the manifests, what cargo finds by looking: the files that make a target without being named, a workspace
 * that the Nx workspace lies in, and its own configuration.
 */
function cacheKey(workspaceRoot: string, texts: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256').update(`${CACHE_VERSION}\0${workspaceRoot}\0`);
  for (const [file, text] of texts) {
    const found = ['src/lib.rs', 'src/main.rs', 'src/bin', 'build.rs'].map((name) =>
      existsSync(join(workspaceRoot, dirname(file), name)),
    );
    hash.update(`${file}\0${text}\0${found.join()}\0`);
  }
  const above = foldersUpwards(dirname(workspaceRoot)).map((folder) => join(folder, 'Cargo.toml'));
  for (const file of [...above.filter((one) => existsSync(one)), ...cargoConfigPaths(workspaceRoot, process.env)]) {
    hash.update(`${file}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function depth(file: string): number {
  return file.split('/').length;
}
