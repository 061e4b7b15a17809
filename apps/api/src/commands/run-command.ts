import { BimetalError } from '@bimetal/bindings';
import { type FolderCommand } from '../config/folder-commands.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { messages } from '../open-store.js';
import { backup } from './backup.js';
import { check } from './check.js';
import { migrate } from './migrate.js';
import { ProgressLine } from './progress-line.js';
import { restore } from './restore.js';
import { stats } from './stats.js';

/** What a command works with beside its options. */
export interface Surroundings {
  /** Aborts when somebody asks the process to end. */
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  /** Prints what was asked for. */
  readonly print: (line: string) => void;
}

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

async function dispatch(command: FolderCommand, surroundings: Surroundings): Promise<number> {
  switch (command.name) {
    case 'check':
      return check(command, surroundings);
    case 'backup':
      return backup(command, surroundings);
    case 'restore':
      return restore(command, surroundings);
    case 'migrate':
      return migrate(command, surroundings);
    case 'stats':
      return stats(command, surroundings);
  }
}

/** A command ends in plain words, whatever went wrong that the store knows of. */
function toStartupError(error: unknown): unknown {
  if (!(error instanceof BimetalError)) return error;
  const exitCode = error.code === 'FOLDER_INVALID' ? exitCodes.store : exitCodes.failed;
  return new StartupError(error.code, exitCode, messages(error), { cause: error });
}
