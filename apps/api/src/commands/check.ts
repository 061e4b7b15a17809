import { type CheckReport, type Store } from '@bimetal/bindings';
import { type FolderCommand } from '../config/folder-commands.js';
import { type ServerCommand } from '../config/server-commands.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { bytesText, countText } from './figures.js';
import { openExisting } from './open-existing.js';
import { ServerWork } from './server-work.js';
import { type Terminal } from './terminal.js';

/** What opening a damaged folder fails with: that is a finding, and not a reason why nothing could be found. */
const DAMAGED = ['DATA_DAMAGED', 'ENGINE_FAILED'];

export async function check(
  { datapath, json }: Extract<FolderCommand, { name: 'check' }>,
  terminal: Terminal,
): Promise<number> {
  const { print } = terminal;
  try {
    await using store = openExisting(datapath);
    return tell(datapath, await checkStore(store, terminal), json, print);
  } catch (error) {
    if (!(error instanceof StartupError) || !DAMAGED.includes(error.code)) throw error;
    print(error.message);
    return exitCodes.failed;
  }
}

/** Has a running server check its store. */
export async function checkServer({ place, json }: ServerCommand, terminal: Terminal): Promise<number> {
  using server = new ServerWork(place, terminal);
  return tell(server.url, await server.check(), json, terminal.print);
}

function tell(place: string, report: CheckReport, json: boolean, print: Terminal['print']): number {
  const { problems } = report;
  if (json) print(JSON.stringify(report, undefined, 2));
  else {
    for (const problem of problems) print(problem);
    const found = problems.length === 0 ? 'no problems' : countText(problems.length, 'problem');
    print(`Checked ${place}: ${reportText(report)}, ${found}.`);
  }
  return problems.length === 0 ? exitCodes.ok : exitCodes.failed;
}

/** Reads all of an open store, with progress. */
export function checkStore(store: Store, { signal, progress }: Terminal): Promise<CheckReport> {
  return store.check({ signal, onProgress: progress.show('checking') });
}

export function reportText({ documents, records, bytes }: CheckReport): string {
  return `${countText(documents, 'document')}, ${countText(records, 'record')}, ${bytesText(bytes)}`;
}
