import { resolve } from 'node:path';
import { type Program } from '../program.js';
import { suggestion } from './closest.js';
import { type CommandLine, parseCommandLine } from './command-line.js';
import { commandLineLayer, type Config, environmentLayer, type Layer, mergeLayers, readSetting } from './config.js';
import { type FolderCommand, toFolderCommand } from './folder-commands.js';
import { type InspectorRequest, takeInspectorRequest } from './inspector-request.js';
import { type KeysCommand, keysPlaceOf, toKeysCommand } from './keys-command.js';
import { otherWord } from './other-words.js';
import { readSettingsFile, readUserSettings } from './settings-file.js';
import { type SettingKey, settingKeys, variableOf } from './settings.js';

const PREFIX = 'BIMETAL_';

/** Variables that share our prefix and belong to the bindings, to the executable, or to the commands that ask a server. */
const FOREIGN_VARIABLES = new Set(['BIMETAL_ADDON', 'BIMETAL_PROFILE', 'BIMETAL_CACHE', 'BIMETAL_URL', 'BIMETAL_KEY']);

/** Where a configuration is read from. */
export interface Sources {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly program: Pick<Program, 'version' | 'shippedSettings' | 'licences'>;
}

export type Invocation = { readonly inspector?: InspectorRequest | undefined } & (
  | { readonly kind: 'serve'; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly kind: 'folder'; readonly command: FolderCommand; readonly warnings: readonly string[] }
  | { readonly kind: 'keys'; readonly command: KeysCommand; readonly warnings: readonly string[] }
  | Extract<CommandLine, { kind: 'answer' }>
);

/** The shipped file, then the file where the user stands, then the environment, then the command line: the last one wins. */
export function readInvocation(sources: Sources): Invocation {
  const { env, program } = sources;
  const { inspector, argv } = takeInspectorRequest(sources.argv);
  const commandLine = parseCommandLine(argv, program);
  if (commandLine.kind === 'answer') return commandLine;

  const { cwd } = sources;
  const user = readUserSettings(cwd);
  const environment = readEnvironment(env);
  const below = [...readSettingsFile(program.shippedSettings), ...user.layers, environmentLayer(environment.values)];
  if (commandLine.kind === 'folder') {
    const { name, options } = commandLine;
    const datapath = resolve(
      cwd,
      readSetting([...below, commandLineLayer({ datapath: options.datapath })], 'datapath'),
    );
    const command = toFolderCommand(name, datapath, options, cwd);
    return { kind: 'folder', inspector, command, warnings: user.warnings };
  }
  if (commandLine.kind === 'keys') {
    const { words, options } = commandLine;
    const layers = [...below, commandLineLayer({ datapath: options.datapath })];
    const datapath = resolve(cwd, readSetting(layers, 'datapath'));
    const place = keysPlaceOf(options, env, { kind: 'folder', datapath, engine: readSetting(layers, 'engine') });
    return { kind: 'keys', inspector, command: toKeysCommand(words, options, place), warnings: user.warnings };
  }
  const layers = [...below, commandLineLayer(commandLine.values)];
  const warnings = [...user.warnings, ...environment.warnings];
  return { kind: 'serve', inspector, config: mergeLayers(layers, cwd), warnings };
}

function hintOf(variable: string): string | undefined {
  return otherWord(variable.slice(PREFIX.length), (key, value) => `${variableOf(key)}=${value}`);
}

function readEnvironment(env: Sources['env']): { values: Layer['values']; warnings: string[] } {
  const byVariable = new Map<string, SettingKey>(settingKeys.map((key) => [variableOf(key), key]));
  const values: Partial<Record<SettingKey, unknown>> = {};
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || FOREIGN_VARIABLES.has(name)) continue;
    const key = byVariable.get(name);
    if (key !== undefined) values[key] = value;
    // Only a warning: orchestrators put variables of their own beside ours (Kubernetes: BIMETAL_PORT for a service of our name).
    else warnings.push(`unknown variable ${name}${hintOf(name) ?? suggestion(name, byVariable.keys())}`);
  }
  return { values, warnings };
}
