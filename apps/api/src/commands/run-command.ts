import { type FolderCommand } from '../config/folder-commands.js';
import { type KeysCommand } from '../config/keys-command.js';
import { type ServerCommand } from '../config/server-commands.js';
import { backup, backupServer } from './backup.js';
import { check, checkServer } from './check.js';
import { keys } from './keys.js';
import { migrate } from './migrate.js';
import { ProgressLine } from './progress-line.js';
import { restore } from './restore.js';
import { stats, statsServer } from './stats.js';
import { type Terminal } from './terminal.js';
import { toStartupError } from './to-startup-error.js';

/** Runs a command on a folder to its end. Resolves with the exit code. */
export function runCommand(command: FolderCommand, signal: AbortSignal): Promise<number> {
  return run(command.name, signal, (terminal) => dispatch(command, terminal));
}

/** Has a running server do what a command says. Resolves with the exit code. */
export function runServerCommand(command: ServerCommand, signal: AbortSignal): Promise<number> {
  const work = { check: checkServer, backup: backupServer, stats: statsServer }[command.name];
  return run(command.name, signal, (terminal) => work(command, terminal));
}

async function run(name: string, signal: AbortSignal, work: (terminal: Terminal) => Promise<number>): Promise<number> {
  const progress = new ProgressLine(name);
  const print = (line: string): void => {
    progress.clear();
    process.stdout.write(`${line}\n`);
  };
  try {
    return await work({ signal, progress, print });
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
