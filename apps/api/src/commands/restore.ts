import { type FolderCommand } from '../config/folder-commands.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { checkStore, reportText } from './check.js';
import { countText } from './figures.js';
import { openExisting } from './open-existing.js';
import { refuseUsed } from './refuse-used.js';
import { type Terminal } from './terminal.js';

/** A backup is a store, so that a restore is a backup of it into the data folder. */
export async function restore(
  { from, datapath }: Extract<FolderCommand, { name: 'restore' }>,
  terminal: Terminal,
): Promise<number> {
  const { signal, progress, print } = terminal;
  // Before the check, which may take long.
  refuseUsed(datapath);
  await using store = openExisting(from);
  const report = await checkStore(store, terminal);
  if (report.problems.length > 0) {
    for (const problem of report.problems) print(problem);
    const found = countText(report.problems.length, 'problem');
    throw new StartupError('DATA_DAMAGED', exitCodes.failed, `the backup ${from} has ${found}: nothing was restored`);
  }
  print(`Checked ${from}: ${reportText(report)}, no problems.`);
  const revision = await store.backup(datapath, { signal, onProgress: progress.show('copying') });
  print(`Restored ${datapath} as of revision ${revision}.`);
  return exitCodes.ok;
}
