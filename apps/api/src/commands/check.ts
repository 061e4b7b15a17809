import { type CheckReport, type Store } from '@bimetal/bindings';
import { type FolderCommand } from '../config/folder-commands.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { bytesText, countText } from './figures.js';
import { openExisting } from './open-existing.js';
import { type Terminal } from './terminal.js';

/** What opening a damaged folder fails with: that is a finding, and not a reason why nothing could be found. */
const DAMAGED = ['DATA_DAMAGED', 'ENGINE_FAILED'];

export async function check(
  { datapath }: Extract<FolderCommand, { name: 'check' }>,
  terminal: Terminal,
): Promise<number> {
  const { print } = terminal;
  try {
    await using store = openExisting(datapath);
    const report = await checkStore(store, terminal);
    for (const problem of report.problems) print(problem);
    const found = report.problems.length === 0 ? 'no problems' : countText(report.problems.length, 'problem');
    print(`Checked ${datapath}: ${reportText(report)}, ${found}.`);
    return report.problems.length === 0 ? exitCodes.ok : exitCodes.failed;
  } catch (error) {
    if (!(error instanceof StartupError) || !DAMAGED.includes(error.code)) throw error;
    print(error.message);
    return exitCodes.failed;
  }
}

/** Reads all of an open store, with progress. */
export function checkStore(store: Store, { signal, progress }: Terminal): Promise<CheckReport> {
  return store.check({ signal, onProgress: progress.show('checking') });
}

export function reportText({ documents, records, bytes }: CheckReport): string {
  return `${countText(documents, 'document')}, ${countText(records, 'record')}, ${bytesText(bytes)}`;
}
