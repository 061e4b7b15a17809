import { type Statistics, type Store } from '@bimetal/bindings';
import { type FolderCommand } from '../config/folder-commands.js';
import { type ServerCommand } from '../config/server-commands.js';
import { exitCodes } from '../config/startup-error.js';
import { bytesText, countText } from './figures.js';
import { openExisting } from './open-existing.js';
import { ServerWork } from './server-work.js';
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

/** Tells the figures of a running server. */
export async function statsServer({ place, json }: ServerCommand, terminal: Terminal): Promise<number> {
  using server = new ServerWork(place, terminal);
  const status = await server.status();
  if (json) terminal.print(JSON.stringify(status, undefined, 2));
  else {
    const uptime = ['started', `${status.startedAt}, ${status.status}`] as const;
    for (const line of aligned([['server', server.url], uptime, ...rowsOf(status.store)])) terminal.print(line);
  }
  return exitCodes.ok;
}

/** Revisions are texts: they are u64. */
function jsonText(store: Store): string {
  const figures = { ...store.info(), ...idle(store.statistics()) };
  return JSON.stringify(figures, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2);
}

function lines(store: Store): string[] {
  const info = store.info();
  return aligned([['folder', info.path], ...rowsOf({ ...info, ...store.statistics() })]);
}

/** What is told of every store, idle or not. */
type Figures = Pick<
  Statistics,
  'documents' | 'expiringDocuments' | 'liveBytes' | 'deadBytes' | 'diskBytes' | 'segments'
> & {
  readonly engine: string;
  readonly formatVersion: number;
  readonly lastRevision: bigint | string;
  readonly changesSince: bigint | string;
};

type Row = readonly [name: string, text: string];

function rowsOf(figures: Figures): Row[] {
  const { engine, formatVersion, lastRevision, documents, expiringDocuments } = figures;
  const { liveBytes, deadBytes, diskBytes, segments, changesSince } = figures;
  return [
    ['engine', `${engine}, format ${formatVersion}`],
    ['documents', `${countText(documents, 'document')}, ${expiringDocuments.toLocaleString('en')} with a time to live`],
    ['last revision', String(lastRevision)],
    ['live', bytesText(liveBytes)],
    ['dead', bytesText(deadBytes)],
    ['on disk', `${bytesText(diskBytes)} in ${countText(segments, 'file')}`],
    ['changes kept', `after revision ${changesSince}`],
  ];
}

function aligned(rows: readonly Row[]): string[] {
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
