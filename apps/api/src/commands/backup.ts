import { type FolderCommand } from '../config/folder-commands.js';
import { exitCodes } from '../config/startup-error.js';
import { openExisting } from './open-existing.js';
import { type Terminal } from './terminal.js';

export async function backup(
  { datapath, to }: Extract<FolderCommand, { name: 'backup' }>,
  { signal, progress, print }: Terminal,
): Promise<number> {
  await using store = openExisting(datapath);
  const revision = await store.backup(to, { signal, onProgress: progress.show('copying') });
  print(`Backed up ${datapath} as of revision ${revision} into ${to}.`);
  return exitCodes.ok;
}
