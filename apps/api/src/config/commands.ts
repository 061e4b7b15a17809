import { Argument, Command, Option } from 'commander';
import { type Program } from '../program.js';
import { clientOption } from './client-settings.js';
import { type CommandDescription } from './command-description.js';
import { dataCommands, isDataCommand } from './data-commands.js';
import { folderCommands } from './folder-commands.js';
import { keysCommand } from './keys-command.js';
import { dataAfterword, FOLDER_AFTERWORD, serveAfterword, STORE_AFTERWORD } from './help-texts.js';
import { isServerCommand } from './server-commands.js';
import { defaultOf, flagOf, type Setting, type SettingKey, settingKeys, settings, variableOf } from './settings.js';

/** The command of a command line that names none. */
export const SERVE = 'serve';

/** The command for API keys. */
export const KEYS = 'keys';

/** The command of programs that have licences to print. */
export const LICENSES = 'licenses';

/** The shells that `completion` writes scripts for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** The commands that are about the program itself. */
export const programCommands = {
  config: {
    describe: 'print the effective settings, and where each of them was said',
    details: `Takes all options of serve, and refuses what serve would refuse. Keys are not shown.`,
    examples: [
      ['config', 'prints the settings that a server started here would have'],
      ['config --datapath /data --json', 'prints what --datapath would change, as JSON'],
    ],
    options: [(): Option => new Option('--json', 'print them as one JSON object')],
  },
  completion: {
    describe: 'print a script that completes commands and options in a shell',
    details: `The script is for a program called bimetal, as the executable is.`,
    examples: [
      ['completion bash > /etc/bash_completion.d/bimetal', 'for all users of bash'],
      ['completion zsh > "${fpath[1]}/_bimetal"', 'for zsh'],
      ['completion fish > ~/.config/fish/completions/bimetal.fish', 'for fish'],
    ],
    arguments: [(): Argument => new Argument('<SHELL>', 'the shell').choices(SHELLS)],
    options: [],
  },
} as const satisfies Record<string, CommandDescription>;

/** All commands but `serve`, in the order of `--help`. */
const described: Readonly<Record<string, CommandDescription>> = {
  ...dataCommands,
  ...folderCommands,
  [KEYS]: keysCommand,
  ...programCommands,
};

export type Known = Pick<Program, 'version' | 'licences'>;

/** The names of all commands there are, in the order of `--help`. */
export function commandNames({ licences }: Pick<Known, 'licences'>): string[] {
  return [SERVE, ...Object.keys(described), ...(licences ? [LICENSES] : [])];
}

/** The command of a name that there is, with its options and arguments. */
export function buildCommand(name: string, known: Known): Command {
  const command = name === SERVE ? serveCommand(known) : describedCommand(name, descriptionOf(name));
  return command
    .version(`bimetal ${known.version}`, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .allowExcessArguments(false);
}

/** What a command does, in a few words. */
export function describeOf(name: string): string {
  return name === SERVE
    ? 'serve a data folder; the command that is meant when none is named'
    : descriptionOf(name).describe;
}

function descriptionOf(name: string): CommandDescription {
  return (
    described[name] ?? {
      describe: 'print the licences of everything inside this program',
      details: '',
      examples: [],
      options: [],
    }
  );
}

function serveCommand(known: Known): Command {
  const command = new Command('bimetal')
    .usage('[serve] [options]')
    .description('A JSON document store: its REST API and its page, over one folder of data.')
    .addHelpText(
      'after',
      serveAfterword(
        commandNames(known)
          .filter((name) => name !== SERVE)
          .map((name) => [name, describeOf(name)]),
      ),
    );
  for (const key of settingKeys) command.addOption(settingOption(key));
  return command;
}

function describedCommand(name: string, { describe, details, examples, ...more }: CommandDescription): Command {
  // Commander breaks lines as wide as the terminal is.
  const text = `${describe[0]?.toUpperCase()}${describe.slice(1)}.${details && `\n\n${details.replaceAll('\n', ' ')}`}`;
  const command = new Command(`bimetal ${name}`).description(text);
  if (examples.length > 0) command.addHelpText('after', `\nExamples:\n${examples.map(exampleText).join('\n')}`);
  for (const argument of more.arguments ?? []) command.addArgument(argument());
  if (isDataCommand(name) || name === KEYS) {
    command.addHelpText('after', dataAfterword);
    for (const option of [settingOption('datapath'), clientOption('url'), clientOption('key')])
      command.addOption(option);
  } else if (isServerCommand(name)) {
    command.addHelpText('after', STORE_AFTERWORD);
    for (const option of [settingOption('datapath'), clientOption('url'), clientOption('key')])
      command.addOption(option);
  } else if (Object.hasOwn(folderCommands, name)) {
    command.addHelpText('after', FOLDER_AFTERWORD).addOption(settingOption('datapath'));
  } else if (name === 'config') {
    for (const key of settingKeys) command.addOption(settingOption(key));
    for (const option of [clientOption('url'), clientOption('key')]) command.addOption(option);
  }
  for (const option of more.options) command.addOption(option());
  return command;
}

function exampleText([line, does]: readonly [string, string]): string {
  return `  bimetal ${line}\n      ${does}`;
}

/** The flag of a setting; it completes to what the setting may be. */
export function settingOption(key: SettingKey): Option {
  const setting: Setting = settings[key];
  const flag = flagOf(key);
  const option = new Option(setting.placeholder === undefined ? flag : `${flag} <${setting.placeholder}>`);
  const byDefault = defaultOf(key);
  const isOff = byDefault === undefined || byDefault === false || (Array.isArray(byDefault) && byDefault.length === 0);
  option.description = `${setting.describe} [${variableOf(key)}]${isOff ? '' : ` (default: ${String(byDefault)})`}`;
  return option;
}
