import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { cratesOf, type Crate } from './crate.ts';
import { keepAnswer, keptAnswer } from './kept-answer.ts';
import { cratesFromManifests } from './manifest.ts';
import { cargoMetadata } from './metadata.ts';
import { CargoMissing } from './missing.ts';

export interface Discovery {
  crates: Crate[];
  /** Why cargo could not be asked, in words for the user; the crates are then a reading of the manifests alone. */
  warnings: string[];
}

/** Raise it when {@link Crate} changes shape, so that an older cache is not read. */
const CACHE_VERSION = 1;
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
      .filter((file) => !/(^|\/)(node_modules|target)\//.test(file))
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
  const discovery = await askCargo(workspaceRoot, texts);
  if (discovery.warnings.length === 0) {
    remembered.set(key, discovery.crates);
    keepAnswer(workspaceRoot, CACHE_FILE, { [key]: discovery.crates });
  }
  return discovery;
}

/** Outer manifests first: the answer for a Cargo workspace covers its members, which are then not asked for again. */
async function askCargo(workspaceRoot: string, texts: ReadonlyMap<string, string>): Promise<Discovery> {
  const crates = new Map<string, Crate>();
  const refused = new Map<string, string>();
  const warnings: string[] = [];
  for (const [file, text] of texts) {
    if (crates.has(posix.dirname(file))) continue;
    try {
      const metadata = await cargoMetadata(join(workspaceRoot, file), workspaceRoot);
      for (const crate of cratesOf(metadata, workspaceRoot)) crates.set(crate.root, crate);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof CargoMissing) {
        return { crates: cratesFromManifests(texts), warnings: [`${message}\n\n${GUESSED}`] };
      }
      refused.set(file, text);
      warnings.push(`cargo could not read ${file}:\n${message}\n\n${GUESSED}`);
    }
  }
  if (refused.size > 0) {
    // All of the manifests, because a crate that was refused may depend on one that was not.
    for (const crate of cratesFromManifests(texts)) if (!crates.has(crate.root)) crates.set(crate.root, crate);
  }
  // One bad member makes cargo refuse the whole workspace, in the same words for each of its manifests.
  return { crates: [...crates.values()], warnings: warnings.slice(0, 1) };
}

const GUESSED = 'Until then the crates in the project graph are read from their manifests alone.';

/** Besides the manifests, what cargo finds by looking: the files that make a target without being named. */
function cacheKey(workspaceRoot: string, texts: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256').update(`${CACHE_VERSION}\0${workspaceRoot}\0`);
  for (const [file, text] of texts) {
    const found = ['src/lib.rs', 'src/main.rs', 'src/bin', 'build.rs'].map((name) =>
      existsSync(join(workspaceRoot, dirname(file), name)),
    );
    hash.update(`${file}\0${text}\0${found.join()}\0`);
  }
  return hash.digest('hex');
}

function depth(file: string): number {
  return file.split('/').length;
}
