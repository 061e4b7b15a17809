/** `print.ts CRATE KIND`: prints the cache key of a crate's targets. Nx runs it in its workspace and hashes the line. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { cacheKey } from './cache-key.ts';
import type { ReadsKind } from './static-reads.ts';

const [crate = '.', kind = 'build'] = process.argv.slice(2);
const workspaceRoot = process.cwd();
try {
  const crateRoot = resolve(workspaceRoot, crate);
  console.log(cacheKey({ workspaceRoot, crateRoot, kind: kind as ReadsKind, env: process.env }));
} catch (error) {
  // The target runs then, and says what is wrong better than this could.
  console.error(error instanceof Error ? error.message : String(error));
  console.log(randomUUID());
}
