import { type DataCommand } from '../../config/data-command.js';
import { exitCodes } from '../../config/startup-error.js';
import { ProgressLine } from '../progress-line.js';
import { toStartupError } from '../to-startup-error.js';
import { type DataTarget } from './data-target.js';
import { remove } from './delete.js';
import { type DocumentTerminal } from './document-terminal.js';
import { exportDocuments } from './export.js';
import { get } from './get.js';
import { importDocuments } from './import.js';
import { list } from './list.js';
import { openTarget } from './open-target.js';
import { Output, OutputClosed } from './output.js';
import { patch } from './patch.js';
import { put } from './put.js';
import { watch } from './watch.js';

/** Runs a command for documents to its end. Resolves with the exit code. */
export async function runDataCommand(command: DataCommand, signal: AbortSignal): Promise<number> {
  const progress = new ProgressLine(command.name);
  const { isTTY, columns } = process.stdout;
  const tell = (line: string): void => {
    progress.clear();
    process.stderr.write(`bimetal: ${line}\n`);
  };
  const terminal = { signal, progress, output: new Output(), columns: isTTY ? columns : undefined, tell };
  try {
    await using target = await openTarget(command, signal);
    await dispatch(command, target, terminal);
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof OutputClosed) return exitCodes.ok;
    throw toStartupError(error);
  } finally {
    progress.clear();
  }
}

async function dispatch(command: DataCommand, target: DataTarget, terminal: DocumentTerminal): Promise<void> {
  switch (command.name) {
    case 'get':
      return get(command, target, terminal);
    case 'put':
      return put(command, target, terminal);
    case 'patch':
      return patch(command, target, terminal);
    case 'delete':
      return remove(command, target, terminal);
    case 'list':
      return list(command, target, terminal);
    case 'watch':
      return watch(command, target, terminal);
    case 'import':
      return importDocuments(command, target, terminal);
    case 'export':
      return exportDocuments(command, target, terminal);
  }
}
