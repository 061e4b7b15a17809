import { resolve } from 'node:path';
import { Option } from 'commander';
import { type CommandDescription } from './command-description.js';
import { pathOutside } from './config.js';
import { type ServerCommandName } from './server-commands.js';
import { settings } from './settings.js';
import { configError } from './startup-error.js';

const toOption = (what: string) => (): Option => new Option('--to <DIR>', `${what}, empty or not there`);

const jsonOption = (): Option => new Option('--json', 'as one JSON object');

/** The commands by name. Each also takes `--datapath`, and those that a server does as well `--url` and `--key`. */
export const folderCommands = {
  check: {
    describe: 'read all of a store, compare every checksum, and compare the index with what is on disk',
    details: `Prints what is wrong, a line each, and ends with 1; or says that nothing is, and ends with 0.`,
    examples: [
      ['check --datapath ./dbdata', 'checks a folder, or a backup'],
      ['check --url http://127.0.0.1:5000', 'has a server check its store, which stays in use'],
    ],
    options: [jsonOption],
  },
  backup: {
    describe: 'copy a store, as of its last revision, into a new folder',
    details: `The copy is a data folder like any other. On the same file system files that never change are linked rather than
copied, which takes neither time nor room: carry the backup to another disk to be safe from the loss of this one.
A running server makes its backups in its own folder for them (--backup-path), and gives them their names.`,
    examples: [
      ['backup --datapath ./dbdata --to /backups/monday', 'makes a backup in a new folder'],
      ['backup --url http://127.0.0.1:5000', 'has a server make a backup, and prints its name'],
    ],
    options: [toOption('the folder of the backup'), jsonOption],
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
      () => toOption('the new data folder')().makeOptionMandatory(),
      () =>
        new Option('--engine <NAME>', 'the engine of the new data folder')
          .choices(settings.engine.schema.unwrap().options)
          .makeOptionMandatory(),
    ],
  },
  stats: {
    describe: 'tell figures of a store: documents, live and dead bytes, segments',
    details: `Those of a folder are of an idle store: how long its fsyncs take only a running one knows.`,
    examples: [
      ['stats --json', 'tells them to a program'],
      ['stats --url http://127.0.0.1:5000', 'tells those of a server'],
    ],
    options: [jsonOption],
  },
} as const satisfies Record<string, CommandDescription>;

export type FolderCommandName = keyof typeof folderCommands;

/** What is to be done where a server is named that does no such thing. */
export const insteadOfServer: Readonly<Record<Exclude<FolderCommandName, ServerCommandName>, string>> = {
  restore: 'Restore into a new folder, and start a server on it',
  migrate: 'Migrate a folder that no server holds, or a backup of a running one',
};

/** What the options of a command line say, before the data folder is known. */
export interface FolderCommandOptions {
  readonly datapath?: string;
  readonly to?: string;
  readonly from?: string;
  readonly engine?: 'log' | 'redb';
  readonly json?: boolean;
  readonly url?: string;
  readonly key?: string;
}

export function isFolderCommand(name: string): name is FolderCommandName {
  return Object.hasOwn(folderCommands, name);
}

/** What to do with which folder: all paths are absolute. */
export type FolderCommand =
  | { readonly name: 'check'; readonly datapath: string; readonly json: boolean }
  | { readonly name: 'backup'; readonly datapath: string; readonly to: string; readonly json: boolean }
  | { readonly name: 'restore'; readonly datapath: string; readonly from: string }
  | { readonly name: 'migrate'; readonly datapath: string; readonly to: string; readonly engine: 'log' | 'redb' }
  | { readonly name: 'stats'; readonly datapath: string; readonly json: boolean };

/** Puts a command together. The options that a command needs are there: the command line has seen to that. */
export function toFolderCommand(
  name: FolderCommandName,
  datapath: string,
  { to: target, from = '', engine = 'log', json = false }: FolderCommandOptions,
  cwd: string,
): FolderCommand {
  switch (name) {
    case 'check':
      return { name, datapath, json };
    case 'backup':
      if (target === undefined)
        throw configError('backup: say by --to which new folder the backup goes into. See --help.');
      return { name, datapath, to: pathOutside(datapath, target, '--to', cwd), json };
    case 'restore':
      return { name, datapath, from: pathOutside(datapath, resolve(cwd, from), '--from', cwd) };
    case 'migrate':
      return { name, datapath, to: pathOutside(datapath, target ?? '', '--to', cwd), engine };
    case 'stats':
      return { name, datapath, json };
  }
}
