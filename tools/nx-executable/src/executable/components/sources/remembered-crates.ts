import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keepAnswer, keptAnswer } from '@bimetal/nx-rust/shared';
import { linkedCrates, type CrateRequest, type LinkedCrate } from './linked-crates.ts';
import type { Compiler } from './rust-library.ts';

/** Raise it when {@link LinkedCrate} changes shape, so that an older answer is not read. */
const CACHE_VERSION = 1;
const CACHE_FILE = 'nx-executable-linked-crates.json';

interface Answer {
  /** Of the request and of every file that cargo resolved it from. */
  key: string;
  files: string[];
  crates: LinkedCrate[];
}

/**
 * {@link linkedCrates}, asked for once: as long as the lock file and the manifests of the workspace stay as they are, so
 * does what is linked, and a change of a page alone need not wait for cargo.
 */
export async function rememberedCrates(
  request: CrateRequest,
  { host, version }: Compiler,
  workspaceRoot: string,
): Promise<LinkedCrate[]> {
  const asked = JSON.stringify([CACHE_VERSION, request, host, version]);
  const known = keptAnswer<Answer>(workspaceRoot, CACHE_FILE);
  if (known && known.key === keyOf(asked, known.files) && known.crates.every(({ folder }) => existsSync(folder))) {
    return known.crates;
  }
  const crates = await linkedCrates(request, host);
  const files = manifestsOf(crates, request);
  keepAnswer(workspaceRoot, CACHE_FILE, { key: keyOf(asked, files), files, crates });
  return crates;
}

/** The crates' own manifests, and above each of them the files that cargo looks for, whether they are there or not. */
function manifestsOf(crates: readonly LinkedCrate[], { manifestPath }: CrateRequest): string[] {
  const files = new Set<string>([manifestPath]);
  for (const { folder } of crates.filter(({ own }) => own)) {
    for (let at = folder; ; at = dirname(at)) {
      for (const name of ['Cargo.toml', 'Cargo.lock', '.cargo/config.toml']) files.add(join(at, name));
      if (dirname(at) === at) break;
    }
  }
  return [...files].sort();
}

function keyOf(asked: string, files: readonly string[]): string {
  const hash = createHash('sha256').update(asked);
  for (const file of files) hash.update(`\0${file}\0`).update(existsSync(file) ? readFileSync(file) : '');
  return hash.digest('hex');
}
