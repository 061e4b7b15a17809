import { type Command, CommanderError } from 'commander';
import { suggestion } from './closest.js';
import { buildCommand, commandNames, KEYS, type Known, LICENSES, SERVE } from './commands.js';
import { completionScript } from './completion/script.js';
import { type DataCommandOptions } from './data-command.js';
import { type DataCommandName, isDataCommand } from './data-commands.js';
import {
  type FolderCommandName,
  type FolderCommandOptions,
  insteadOfServer,
  isFolderCommand,
} from './folder-commands.js';
import { type KeysOptions } from './keys-command.js';
import { otherWord } from './other-words.js';
import { flagOf, type SettingKey } from './settings.js';
import { configError } from './startup-error.js';

/** What the command line asks for: to serve, to do something with documents or a data folder, or only to be told something. */
export type CommandLine =
  | { readonly kind: 'serve'; readonly values: SettingValues }
  | { readonly kind: 'folder'; readonly name: FolderCommandName; readonly options: FolderCommandOptions }
  | {
      readonly kind: 'data';
      readonly name: DataCommandName;
      readonly words: readonly string[];
      readonly options: DataCommandOptions;
    }
  | { readonly kind: 'config'; readonly values: SettingValues; readonly client: ClientOptions; readonly json: boolean }
  | { readonly kind: 'keys'; readonly words: readonly string[]; readonly options: KeysOptions }
  | { readonly kind: 'answer'; readonly text: string };

type SettingValues = Partial<Record<SettingKey, unknown>>;

export interface ClientOptions {
  readonly url?: string;
  readonly key?: string;
}

/** Reads the words after the program's name: a command, which may be left out, its arguments and its options. */
export function parseCommandLine(argv: readonly string[], known: Known): CommandLine {
  const [first = SERVE, ...rest] = argv;
  const names = commandNames(known);
  const isNamed = names.includes(first);
  if (!isNamed && !first.startsWith('-')) {
    const advice = suggestion(first, names) || ` (there are ${names.join(', ')})`;
    throw configError(`unknown command '${first}'${advice}. See --help.`);
  }
  const name = isNamed ? first : SERVE;
  const command = buildCommand(name, known);
  const text = parse(name, command, isNamed ? rest : argv);
  if (text !== undefined) return { kind: 'answer', text };
  return commandLineOf(name, command, known);
}

function commandLineOf(name: string, command: Command, known: Known): CommandLine {
  if (isFolderCommand(name)) return { kind: 'folder', name, options: command.opts() };
  if (isDataCommand(name)) return { kind: 'data', name, words: command.args, options: command.opts() };
  switch (name) {
    case 'config': {
      const { json = false, url, key, ...values } = command.opts<ClientOptions & { json?: boolean }>();
      return { kind: 'config', values, client: { ...(url && { url }), ...(key && { key }) }, json };
    }
    case 'completion':
      return { kind: 'answer', text: completionScript(command.args[0] ?? '', known) };
    case KEYS:
      return { kind: 'keys', words: command.args, options: command.opts<KeysOptions>() };
    case LICENSES:
      return { kind: 'answer', text: known.licences?.() ?? '' };
    default:
      return { kind: 'serve', values: command.opts() };
  }
}

/** Reads the options into the command. Returns what it answers to `--help` and `--version`. */
function parse(name: string, command: Command, argv: readonly string[]): string | undefined {
  let output = '';
  const keep = (text: string): void => void (output += text);
  command.configureOutput({ writeOut: keep, writeErr: keep, outputError: keep }).exitOverride();
  try {
    command.parse(argv, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return output;
    const message = error.message.replace(/^error: |\.$/g, '').replace('\n', ' ');
    throw configError(`${message}${hintOf(name, message)}. See --help.`);
  }
}

function hintOf(name: string, message: string): string {
  const [, word = ''] = /^unknown option '-{1,2}([^'=]+)/.exec(message) ?? [];
  if (word === 'url' && Object.hasOwn(insteadOfServer, name)) {
    return `: it works on a folder. ${insteadOfServer[name as keyof typeof insteadOfServer]}`;
  }
  return otherWord(word, (key, value) => `${flagOf(key)} ${value}`) ?? '';
}
