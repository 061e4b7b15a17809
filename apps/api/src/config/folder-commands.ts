import { resolve } from 'node:path';
import { Option } from 'commander';
import { type CommandDescription } from './command-description.js';
import { pathOutside } from './config.js';
import { settings } from './settings.js';

const toOption = (what: string) => (): Option =>
  new Option('--to <DIR>', `${what}, empty or not there`).makeOptionMandatory();

/** The commands by name. Each also takes `--datapath`. */
export const folderCommands = {
  check: {
    describe: 'read all of a data folder, compare every checksum, and compare the index with what is on disk',
    details: `Prints what is wrong, a line each, and ends with 1; or says that nothing is, and ends with 0.`,
    examples: [['check --datapath ./dbdata', 'checks a folder, or a backup']],
    options: [],
  },
  backup: {
    describe: 'copy a data folder, as of its last revision, into a new folder',
    details: `The copy is a data folder like any other. On the same file system files that never change are linked rather than
copied, which takes neither time nor room: carry the backup to another disk to be safe from the loss of this one.
A running server makes its backups itself: see --backup-path.`,
    examples: [['backup --datapath ./dbdata --to /backups/monday', 'makes a backup in a new folder']],
    options: [toOption('the folder of the backup')],
  },
  restore: {
    describe: 'check a backup, and make a data folder of it',
    details: `The data folder must be empty or not there: nothing is ever written over. The backup stays as it is.`,
    examples: [['restore --from /backups/monday --datapath ./restored', 'makes a data folder of a backup']],
    options: [() => new Option('--from <BACKUP>', 'the folder of the backup').makeOptionMandatory()],
  },
  migrate: {
    describe: 'copy the documents of a data folder into a new one for another engine, and check the copy',
    details: `Keys, values, revisions and expiries stay the same, and the store its last revision. The old folder stays as it is.`,
    examples: [['migrate --datapath ./dbdata --to ./dbdata-redb --engine redb', 'makes a folder for the engine redb']],
    options: [
      toOption('the new data folder'),
      () =>
        new Option('--engine <NAME>', 'the engine of the new data folder')
          .choices(settings.engine.schema.unwrap().options)
          .makeOptionMandatory(),
    ],
  },
  stats: {
    describe: 'tell figures of a data folder: documents, live and dead bytes, segments',
    details: `They are those of an idle store: how long its fsyncs take only a running one knows.`,
    examples: [['stats --json', 'tells them to a program']],
    options: [() => new Option('--json', 'as one JSON object')],
  },
} as const satisfies Record<string, CommandDescription>;

export type FolderCommandName = keyof typeof folderCommands;

/** What does the same to a running server, whose folder no other process may open. */
export const onServer: Readonly<Record<FolderCommandName, string>> = {
  check: 'Check a backup of a running server: POST /api/backups makes one (it needs --backup-path)',
  backup: 'A running server makes its backups itself: POST /api/backups (it needs --backup-path)',
  restore: 'Restore into a new folder, and start a server on it',
  migrate: 'Migrate a folder that no server holds, or a backup of a running one',
  stats: 'GET /api/status tells the figures of a running server',
};

/** What the options of a command line say, before the data folder is known. */
export interface FolderCommandOptions {
  readonly datapath?: string;
  readonly to?: string;
  readonly from?: string;
  readonly engine?: 'log' | 'redb';
  readonly json?: boolean;
}

export function isFolderCommand(name: string): name is FolderCommandName {
  return Object.hasOwn(folderCommands, name);
}

/** What to do with which folder: all paths are absolute. */
export type FolderCommand =
  | { readonly name: 'check'; readonly datapath: string }
  | { readonly name: 'backup'; readonly datapath: string; readonly to: string }
  | { readonly name: 'restore'; readonly datapath: string; readonly from: string }
  | { readonly name: 'migrate'; readonly datapath: string; readonly to: string; readonly engine: 'log' | 'redb' }
  | { readonly name: 'stats'; readonly datapath: string; readonly json: boolean };

/** Puts a command together. The options that a command needs are there: the command line has seen to that. */
export function toFolderCommand(
  name: FolderCommandName,
  datapath: string,
  { to: target = '', from = '', engine = 'log', json = false }: FolderCommandOptions,
  cwd: string,
): FolderCommand {
  switch (name) {
    case 'check':
      return { name, datapath };
    case 'backup':
      return { name, datapath, to: pathOutside(datapath, target, '--to', cwd) };
    case 'restore':
      return { name, datapath, from: pathOutside(datapath, resolve(cwd, from), '--from', cwd) };
    case 'migrate':
      return { name, datapath, to: pathOutside(datapath, target, '--to', cwd), engine };
    case 'stats':
      return { name, datapath, json };
  }
}
