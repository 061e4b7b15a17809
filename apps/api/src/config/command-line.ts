import { Command, CommanderError, Option } from 'commander';
import { defaultOf, flagOf, type SettingKey, settingKeys, settings, variableOf } from './settings.js';
import { configError, exitCodes } from './startup-error.js';

/** What the command line asks for: to serve, or only to be told something. */
export type CommandLine =
  | { readonly kind: 'serve'; readonly values: Partial<Record<SettingKey, unknown>> }
  | { readonly kind: 'answer'; readonly text: string };

const AFTERWORD = `
Every setting can also stand in an appsettings.json where you stand, under its camel case name, or in the environment. The
command line wins over the environment, and the environment over the file.

SIGTERM and SIGINT shut down: requests in flight are finished, the store is closed. A second signal, more than a second
after the first, ends the process at once.

Exit codes: ${exitCodes.ok} shut down cleanly, ${exitCodes.failed} failed, ${exitCodes.config} wrong configuration, ${exitCodes.listen} cannot listen,
${exitCodes.store} cannot open the data folder, ${exitCodes.addon} cannot load the addon.`;

/** Reads the words after the program's name. */
export function parseCommandLine(argv: readonly string[], version: string): CommandLine {
  let output = '';
  const keep = (text: string): void => void (output += text);
  const command = new Command('bimetal')
    .description('A JSON document store: its REST API and its page, over one folder of data.')
    .version(`bimetal ${version}`, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', AFTERWORD)
    .allowExcessArguments(false)
    .configureOutput({ writeOut: keep, writeErr: keep, outputError: keep })
    .exitOverride();
  for (const key of settingKeys) command.addOption(optionOf(key));

  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'answer', text: output };
    throw configError(`${error.message.replace(/^error: /, '').replace('\n', ' ')}. See --help.`);
  }
  return { kind: 'serve', values: command.opts() };
}

function optionOf(key: SettingKey): Option {
  const setting: { describe: string; placeholder?: string } = settings[key];
  const flag = flagOf(key);
  const option = new Option(setting.placeholder === undefined ? flag : `${flag} <${setting.placeholder}>`);
  const byDefault = defaultOf(key);
  const isSaid = byDefault === undefined || byDefault === false || (Array.isArray(byDefault) && byDefault.length === 0);
  option.description = `${setting.describe} [${variableOf(key)}]${isSaid ? '' : ` (default: ${String(byDefault)})`}`;
  return option;
}
