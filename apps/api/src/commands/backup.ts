import { type FolderCommand } from '../config/folder-commands.js';
import { type ServerCommand } from '../config/server-commands.js';
import { exitCodes } from '../config/startup-error.js';
import { openExisting } from './open-existing.js';
import { ServerWork } from './server-work.js';
import { type Terminal } from './terminal.js';

export async function backup(
  { datapath, to, json }: Extract<FolderCommand, { name: 'backup' }>,
  { signal, progress, print }: Terminal,
): Promise<number> {
  await using store = openExisting(datapath);
  const revision = await store.backup(to, { signal, onProgress: progress.show('copying') });
  if (json) print(JSON.stringify({ path: to, revision: String(revision) }, undefined, 2));
  else print(`Backed up ${datapath} as of revision ${revision} into ${to}.`);
  return exitCodes.ok;
}

/** Has a running server make a backup. */
export async function backupServer({ place, json }: ServerCommand, terminal: Terminal): Promise<number> {
  using server = new ServerWork(place, terminal);
  const backup = await server.backup();
  if (json) terminal.print(JSON.stringify(backup, undefined, 2));
  else
    terminal.print(
      `Backed up ${server.url} as of revision ${backup.revision}. In its folder for backups it is ${backup.name}.`,
    );
  return exitCodes.ok;
}
