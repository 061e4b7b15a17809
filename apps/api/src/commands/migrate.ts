import { rmSync } from 'node:fs';
import { type Store } from '@bimetal/bindings';
import { type FolderCommand } from '../config/folder-commands.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { checkStore, reportText } from './check.js';
import { openExisting } from './open-existing.js';
import { refuseUsed } from './refuse-used.js';
import { type Terminal } from './terminal.js';

export async function migrate(
  { datapath, to, engine }: Extract<FolderCommand, { name: 'migrate' }>,
  terminal: Terminal,
): Promise<number> {
  const { signal, progress, print } = terminal;
  refuseUsed(to);
  await using store = openExisting(datapath);
  const revision = await store.migrate(to, engine, { signal, onProgress: progress.show('copying') });
  try {
    const checked = await compare(store, to, terminal);
    print(`Migrated ${datapath} as of revision ${revision} to the engine ${engine} in ${to}.`);
    print(`Checked ${to}: ${checked}, no problems.`);
    return exitCodes.ok;
  } catch (error) {
    // It was empty before, so all that is in it is the copy that nobody should trust.
    rmSync(to, { recursive: true, force: true });
    throw error;
  }
}

/** Reads the copy from the disk, and throws what is wrong with it. */
async function compare(store: Store, to: string, terminal: Terminal): Promise<string> {
  await using copy = openExisting(to);
  const report = await checkStore(copy, terminal);
  const [wanted, found] = [store.statistics(), copy.statistics()];
  const problems = [...report.problems];
  if (wanted.documents !== found.documents) {
    problems.push(`the copy has ${found.documents} documents and not ${wanted.documents}`);
  }
  if (store.info().lastRevision !== copy.info().lastRevision) {
    problems.push(`the copy ends at revision ${copy.info().lastRevision} and not at ${store.info().lastRevision}`);
  }
  if (problems.length > 0) {
    throw new StartupError('DATA_DAMAGED', exitCodes.failed, `the copy is not good: ${problems.join('; ')}`);
  }
  return reportText(report);
}
