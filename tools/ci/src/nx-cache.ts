/**
 * `node tools/ci/src/nx-cache.ts <save|restore>`: carries the cache of Nx from one machine of CI to the next.
 *
 * Nx keeps what it caches in .nx/cache, and the list of it in a database that is named for the machine: elsewhere the
 * list is not found, and the cache counts as empty. So `save` puts the list beside the cache, and `restore` puts it where
 * this machine looks.
 */
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { runChild } from '@bimetal/setup/run-child';
import { childEnvironment, nxProgram, workspaceRoot } from '@bimetal/setup/workspace';

const LISTS = join(workspaceRoot, '.nx/workspace-data');
const CARRIED = join(workspaceRoot, '.nx/cache/list.db');

/** The database of this machine; the newest, where an older Nx left one as well. */
function list(): string | undefined {
  const names = existsSync(LISTS) ? readdirSync(LISTS).filter((name) => name.endsWith('.db')) : [];
  const name = names.sort().at(-1);
  return name && join(LISTS, name);
}

function save(): number {
  const from = list();
  if (!from) {
    console.log('Nx has not run here: there is no cache to carry.');
    return 0;
  }
  copyFileSync(from, CARRIED);
  console.log('The list of the cache lies beside it.');
  return 0;
}

async function restore(): Promise<number> {
  if (!existsSync(CARRIED)) {
    console.log('No cache was carried here.');
    return 0;
  }
  // Nx names the database, and only Nx knows how: it makes one when it runs a task, and this is the quickest.
  const { code } = await runChild(process.execPath, [nxProgram, 'run', '@bimetal/ci:pins'], {
    cwd: workspaceRoot,
    env: childEnvironment(),
  });
  const to = list();
  if (code !== 0 || !to) {
    console.log(`Nx did not start (${code}), so its cache is left out.`);
    rmSync(join(workspaceRoot, '.nx/cache'), { recursive: true, force: true });
    return 0;
  }
  for (const rest of ['-wal', '-shm']) rmSync(`${to}${rest}`, { force: true });
  copyFileSync(CARRIED, to);
  console.log('The cache that was carried here is in use.');
  return 0;
}

const [command] = process.argv.slice(2);
if (command === 'save') process.exitCode = save();
else if (command === 'restore') process.exitCode = await restore();
else {
  console.error('Usage: node tools/ci/src/nx-cache.ts <save|restore>');
  process.exitCode = 2;
}
