import { Command, CommanderError, Option } from 'commander';
import { type Program } from '../program.js';
import { suggestion } from './closest.js';
import {
  type FolderCommandName,
  type FolderCommandOptions,
  folderCommands,
  isFolderCommand,
} from './folder-commands.js';
import { keysCommand, type KeysOptions } from './keys-command.js';
import { otherWord } from './other-words.js';
import { defaultOf, flagOf, type SettingKey, settingKeys, settings, variableOf } from './settings.js';
import { configError, exitCodes } from './startup-error.js';

/** What the command line asks for: to serve, to do something with a data folder, or only to be told something. */
export type CommandLine =
  | { readonly kind: 'serve'; readonly values: Partial<Record<SettingKey, unknown>> }
  | { readonly kind: 'folder'; readonly name: FolderCommandName; readonly options: FolderCommandOptions }
  | { readonly kind: 'keys'; readonly words: readonly string[]; readonly options: KeysOptions }
  | { readonly kind: 'answer'; readonly text: string };

/** The command of a command line that names none. */
const SERVE = 'serve';

/** The command for API keys. */
const KEYS = 'keys';

/** The command of programs that have licences to print. */
const LICENSES = 'licenses';

type Known = Pick<Program, 'version' | 'licences'>;

const COMMANDS_TEXT = Object.entries(folderCommands)
  .map(([name, { describe }]) => `  ${name.padEnd(10)} ${describe}`)
  .join('\n');

const LICENSES_DESCRIBED = 'print the licences of everything inside this program';

const DEBUGGING_TEXT = `
Every command also takes --inspect[=[HOST:]PORT], which opens Node's inspector for a debugger, on 127.0.0.1:9229 when it
names no other place (port 0 lets the system choose), and --inspect-brk[=[HOST:]PORT], which also waits for the debugger
and pauses before anything else happens. Whoever reaches an open inspector can do all that this process can.`;

const serveAfterword = ({ licences }: Known): string => `
Commands for a data folder that no server holds (bimetal COMMAND --help):
${COMMANDS_TEXT}
  ${KEYS.padEnd(10)} ${keysCommand.describe}
${licences === undefined ? '' : `\nAnother command:\n  ${LICENSES.padEnd(10)} ${LICENSES_DESCRIBED}\n`}
Every setting but --insecure can also stand in a bimetal.json where you stand, under its camel case name, and every one in the
environment. The command line wins over the environment, and the environment over the file.

SIGTERM, SIGINT and SIGHUP shut down: requests in flight are finished, the store is closed. A second signal, more than a second
after the first, ends the process at once.
${DEBUGGING_TEXT}

Exit codes: ${exitCodes.ok} shut down cleanly, ${exitCodes.failed} failed, ${exitCodes.config} wrong configuration, ${exitCodes.listen} cannot listen,
${exitCodes.store} cannot open the data folder, ${exitCodes.addon} cannot load the addon.`;

const FOLDER_AFTERWORD = `
Without --datapath it is the folder that the server would take. Ctrl-C cancels, and nothing is left half done.

Exit codes: ${exitCodes.ok} done, ${exitCodes.failed} failed or found problems, ${exitCodes.config} wrong command line, ${exitCodes.store} a folder cannot be used,
${exitCodes.addon} cannot load the addon, 129, 130 and 143 cancelled by SIGHUP, SIGINT and SIGTERM.`;

/** Reads the words after the program's name: a command, which may be left out, and its options. */
export function parseCommandLine(argv: readonly string[], known: Known): CommandLine {
  const [first = SERVE, ...rest] = argv;
  if (isFolderCommand(first)) return parseFolderCommand(first, rest, known);
  if (first === KEYS) return parseKeys(rest, known);
  const { licences } = known;
  if (first === LICENSES && licences !== undefined) return parseLicenses(licences, rest, known);
  if (first !== SERVE && !first.startsWith('-')) {
    const names = [SERVE, ...Object.keys(folderCommands), KEYS, ...(licences === undefined ? [] : [LICENSES])];
    const advice = suggestion(first, names) || ` (there are ${names.join(', ')})`;
    throw configError(`unknown command '${first}'${advice}. See --help.`);
  }
  return parseServe(first === SERVE ? rest : argv, known);
}

function parseServe(argv: readonly string[], known: Known): CommandLine {
  const command = new Command('bimetal')
    .usage('[serve] [options]')
    .description('A JSON document store: its REST API and its page, over one folder of data.')
    .addHelpText('after', serveAfterword(known));
  for (const key of settingKeys) command.addOption(optionOf(key));
  const text = parse(command, argv, known);
  return text === undefined ? { kind: 'serve', values: command.opts() } : { kind: 'answer', text };
}

function parseFolderCommand(name: FolderCommandName, argv: readonly string[], known: Known): CommandLine {
  const { describe, details, options } = folderCommands[name];
  const command = new Command(`bimetal ${name}`)
    // Commander breaks lines as wide as the terminal is.
    .description(`${describe[0]?.toUpperCase()}${describe.slice(1)}.\n\n${details.replaceAll('\n', ' ')}`)
    .addHelpText('after', FOLDER_AFTERWORD)
    .addOption(optionOf('datapath'));
  for (const option of options) command.addOption(option());
  const text = parse(command, argv, known);
  return text === undefined ? { kind: 'folder', name, options: command.opts() } : { kind: 'answer', text };
}

function parseKeys(argv: readonly string[], known: Known): CommandLine {
  const { describe, details, examples } = keysCommand;
  const lines = examples.map(([line, does]) => `  bimetal ${line}\n      ${does}`);
  const command = new Command(`bimetal ${KEYS}`)
    .description(`${describe[0]?.toUpperCase()}${describe.slice(1)}.\n\n${details.replaceAll('\n', ' ')}`)
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}\n${FOLDER_AFTERWORD}`);
  for (const argument of keysCommand.arguments) command.addArgument(argument());
  for (const option of [optionOf('datapath'), ...keysCommand.options.map((make) => make())]) command.addOption(option);
  const text = parse(command, argv, known);
  return text === undefined ? { kind: 'keys', words: command.args, options: command.opts() } : { kind: 'answer', text };
}

function parseLicenses(licences: () => string, argv: readonly string[], known: Known): CommandLine {
  const command = new Command(`bimetal ${LICENSES}`).description(`${LICENSES_DESCRIBED}.`);
  return { kind: 'answer', text: parse(command, argv, known) ?? licences() };
}

/** Reads the options into the command. Returns what it answers to `--help` and `--version`. */
function parse(command: Command, argv: readonly string[], { version }: Known): string | undefined {
  let output = '';
  const keep = (text: string): void => void (output += text);
  command
    .version(`bimetal ${version}`, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .allowExcessArguments(false)
    .configureOutput({ writeOut: keep, writeErr: keep, outputError: keep })
    .exitOverride();
  try {
    command.parse(argv, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return output;
    const message = error.message.replace(/^error: |\.$/g, '').replace('\n', ' ');
    throw configError(`${message}${hintOf(message)}. See --help.`);
  }
}

function hintOf(message: string): string {
  const [, word = ''] = /^unknown option '-{1,2}([^'=]+)/.exec(message) ?? [];
  return otherWord(word, (key, value) => `${flagOf(key)} ${value}`) ?? '';
}

function optionOf(key: SettingKey): Option {
  const setting: { describe: string; placeholder?: string } = settings[key];
  const flag = flagOf(key);
  const option = new Option(setting.placeholder === undefined ? flag : `${flag} <${setting.placeholder}>`);
  const byDefault = defaultOf(key);
  const isOff = byDefault === undefined || byDefault === false || (Array.isArray(byDefault) && byDefault.length === 0);
  option.description = `${setting.describe} [${variableOf(key)}]${isOff ? '' : ` (default: ${String(byDefault)})`}`;
  return option;
}
