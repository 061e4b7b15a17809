import { resolve } from 'node:path';
import { type Program } from '../program.js';
import { suggestion } from './closest.js';
import { clientSettingKeys, clientSettings } from './client-settings.js';
import { parseCommandLine } from './command-line.js';
import { commandLineLayer, type Config, environmentLayer, type Layer, mergeLayers, readSetting } from './config.js';
import { type DataCommand, toDataCommand } from './data-command.js';
import { effectiveSettings, settingsText } from './effective-settings.js';
import { type FolderCommand, toFolderCommand } from './folder-commands.js';
import { type InspectorRequest, takeInspectorRequest } from './inspector-request.js';
import { type KeysCommand, toKeysCommand } from './keys-command.js';
import { otelLayers } from './otel-variables.js';
import { otherWord } from './other-words.js';
import { placeOf } from './place.js';
import { isServerCommand, type ServerCommand, toServerCommand } from './server-commands.js';
import { readSettingsFile, readUserSettings } from './settings-file.js';
import { type SettingKey, settingKeys, variableOf } from './settings.js';

const PREFIX = 'BIMETAL_';

/** Variables that share our prefix and are no settings of a server: of the bindings, of the executable, of commands. */
const FOREIGN_VARIABLES: ReadonlySet<string> = new Set([
  ...['BIMETAL_ADDON', 'BIMETAL_PROFILE', 'BIMETAL_CACHE'],
  ...clientSettingKeys.map((key) => clientSettings[key].variable),
]);

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
  | { readonly kind: 'server'; readonly command: ServerCommand; readonly warnings: readonly string[] }
  | { readonly kind: 'data'; readonly command: DataCommand; readonly warnings: readonly string[] }
  | { readonly kind: 'keys'; readonly command: KeysCommand; readonly warnings: readonly string[] }
  | { readonly kind: 'answer'; readonly text: string; readonly warnings: readonly string[] }
);

/** The shipped file, then the file where the user stands, then the environment, then the command line: the last one wins. */
export function readInvocation(sources: Sources): Invocation {
  const { env, program } = sources;
  const { inspector, argv } = takeInspectorRequest(sources.argv);
  const commandLine = parseCommandLine(argv, program);
  if (commandLine.kind === 'answer') return { ...commandLine, warnings: [] };

  const { cwd } = sources;
  const user = readUserSettings(cwd);
  const environment = readEnvironment(env);
  const files = [...readSettingsFile(program.shippedSettings), ...user.layers];
  const below = [...files, environmentLayer(environment.values)];
  if (commandLine.kind === 'folder') {
    const { name, options } = commandLine;
    if (isServerCommand(name)) {
      const place = placeOf(options, env, below, cwd);
      if (place.kind === 'server') {
        return { kind: 'server', inspector, command: toServerCommand(name, place, options), warnings: user.warnings };
      }
    }
    const datapath = resolve(
      cwd,
      readSetting([...below, commandLineLayer({ datapath: options.datapath })], 'datapath'),
    );
    const command = toFolderCommand(name, datapath, options, cwd);
    return { kind: 'folder', inspector, command, warnings: user.warnings };
  }
  if (commandLine.kind === 'data') {
    const { name, words, options } = commandLine;
    const command = toDataCommand(name, placeOf(options, env, below, cwd), words, options, cwd);
    return { kind: 'data', inspector, command, warnings: user.warnings };
  }
  if (commandLine.kind === 'keys') {
    const { words, options } = commandLine;
    const command = toKeysCommand(words, options, placeOf(options, env, below, cwd));
    return { kind: 'keys', inspector, command, warnings: user.warnings };
  }
  const ours = [environmentLayer(environment.values), commandLineLayer(commandLine.values)];
  const layers = [...files, ...otelLayers(env, [...files, ...ours]), ...ours];
  const warnings = [...user.warnings, ...environment.warnings];
  if (commandLine.kind === 'config') {
    const effective = effectiveSettings(layers, cwd, { env, options: commandLine.client });
    return { kind: 'answer', text: settingsText(effective, commandLine.json), warnings };
  }
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
