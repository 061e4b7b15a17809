import { type Statistics, type Store } from '@bimetal/bindings';
import { type FolderCommand } from '../config/folder-commands.js';
import { exitCodes } from '../config/startup-error.js';
import { bytesText, countText } from './figures.js';
import { openExisting } from './open-existing.js';
import { type Terminal } from './terminal.js';

export async function stats(
  { datapath, json }: Extract<FolderCommand, { name: 'stats' }>,
  { print }: Terminal,
): Promise<number> {
  await using store = openExisting(datapath);
  if (json) print(jsonText(store));
  else for (const line of lines(store)) print(line);
  return exitCodes.ok;
}

/** Revisions are texts: they are u64. */
function jsonText(store: Store): string {
  const figures = { ...store.info(), ...idle(store.statistics()) };
  return JSON.stringify(figures, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2);
}

function lines(store: Store): string[] {
  const { path, engine, formatVersion, lastRevision } = store.info();
  const { documents, expiringDocuments, liveBytes, deadBytes, diskBytes, segments, changesSince } = store.statistics();
  const rows = [
    ['folder', path],
    ['engine', `${engine}, format ${formatVersion}`],
    ['documents', `${countText(documents, 'document')}, ${expiringDocuments.toLocaleString('en')} with a time to live`],
    ['last revision', String(lastRevision)],
    ['live', bytesText(liveBytes)],
    ['dead', bytesText(deadBytes)],
    ['on disk', `${bytesText(diskBytes)} in ${countText(segments, 'file')}`],
    ['changes kept', `after revision ${changesSince}`],
  ] as const;
  return rows.map(([name, value]) => `${name.padEnd(15)} ${value}`);
}

/** Without the figures of a running store: this one was only opened to be looked at. */
function idle(statistics: Statistics): Partial<Statistics> {
  const {
    syncs: _syncs,
    syncMicros: _syncMicros,
    syncHistogram: _syncHistogram,
    commits: _commits,
    compaction: _compaction,
    compactedBytes: _bytes,
    backgroundFailure: _failure,
    ...rest
  } = statistics;
  return rest;
}
