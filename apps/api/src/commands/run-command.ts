import { type FolderCommand } from '../config/folder-commands.js';
import { type KeysCommand } from '../config/keys-command.js';
import { backup } from './backup.js';
import { check } from './check.js';
import { keys } from './keys.js';
import { migrate } from './migrate.js';
import { ProgressLine } from './progress-line.js';
import { restore } from './restore.js';
import { stats } from './stats.js';
import { type Terminal } from './terminal.js';
import { toStartupError } from './to-startup-error.js';

/** Runs a command to its end. Resolves with the exit code. */
export async function runCommand(command: FolderCommand, signal: AbortSignal): Promise<number> {
  const progress = new ProgressLine(command.name);
  const print = (line: string): void => {
    progress.clear();
    process.stdout.write(`${line}\n`);
  };
  try {
    return await dispatch(command, { signal, progress, print });
  } catch (error) {
    throw toStartupError(error);
  } finally {
    progress.clear();
    // A pipe may still be taking what was printed, and the process ends after this.
    await new Promise((resolve) => process.stdout.write('', resolve));
  }
}

/** Runs the command for API keys, which is short and shows no progress. */
export async function runKeysCommand(command: KeysCommand, signal: AbortSignal): Promise<number> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    return await keys(command, { print, say }, signal);
  } catch (error) {
    throw toStartupError(error);
  } finally {
    await new Promise((resolve) => process.stdout.write('', resolve));
  }
}

async function dispatch(command: FolderCommand, terminal: Terminal): Promise<number> {
  switch (command.name) {
    case 'check':
      return check(command, terminal);
    case 'backup':
      return backup(command, terminal);
    case 'restore':
      return restore(command, terminal);
    case 'migrate':
      return migrate(command, terminal);
    case 'stats':
      return stats(command, terminal);
  }
}
