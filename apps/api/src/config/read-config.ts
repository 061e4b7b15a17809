import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suggestion } from './closest.js';
import { type CommandLine, parseCommandLine } from './command-line.js';
import {
  commandLineLayer,
  type Config,
  environmentLayer,
  fileLayer,
  type Layer,
  mergeLayers,
  readSetting,
} from './config.js';
import { type FolderCommand, toFolderCommand } from './folder-commands.js';
import { type SettingKey, settingKeys, variableOf } from './settings.js';
import { configError } from './startup-error.js';

const SETTINGS_FILE = 'appsettings.json';

/** The API package itself, whether it runs from its sources or built. */
const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** Variables that share our prefix and belong to the bindings. */
const FOREIGN_VARIABLES = new Set(['BIMETAL_ADDON', 'BIMETAL_PROFILE']);

/** Where a configuration is read from. */
export interface Sources {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The settings file that ships with the server. */
  readonly packageFolder?: string;
}

export type Invocation =
  | { readonly kind: 'serve'; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly kind: 'folder'; readonly command: FolderCommand }
  | Extract<CommandLine, { kind: 'answer' }>;

/** The shipped file, then the file where the user stands, then the environment, then the command line: the last one wins. */
export function readInvocation(sources: Sources): Invocation {
  const { argv, env, packageFolder = PACKAGE_FOLDER } = sources;
  const commandLine = parseCommandLine(argv, version());
  if (commandLine.kind === 'answer') return commandLine;

  // npm runs scripts in the package's folder and keeps the one the user called it from in INIT_CWD.
  const cwd = env['INIT_CWD'] ?? sources.cwd;
  const files = new Set([join(packageFolder, SETTINGS_FILE), resolve(cwd, SETTINGS_FILE)]);
  const environment = readEnvironment(env);
  const below = [...[...files].flatMap(readSettingsFile), environmentLayer(environment.values)];
  if (commandLine.kind === 'folder') {
    const { name, options } = commandLine;
    const datapath = resolve(
      cwd,
      readSetting([...below, commandLineLayer({ datapath: options.datapath })], 'datapath'),
    );
    return { kind: 'folder', command: toFolderCommand(name, datapath, options, cwd) };
  }
  const layers = [...below, commandLineLayer(commandLine.values)];
  return { kind: 'serve', config: mergeLayers(layers, cwd), warnings: environment.warnings };
}

/** The version of the API package, which is the version of the whole. */
export function version(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as { version: string };
  return version;
}

function readSettingsFile(path: string): Layer[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw configError(`${path} cannot be read: ${(error as Error).message}.`);
  }
  let values: unknown;
  try {
    values = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw configError(`${path} is not JSON: ${(error as Error).message}.`);
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw configError(`${path} must hold one JSON object.`);
  }
  const known: readonly string[] = settingKeys;
  const unknown = Object.keys(values).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw configError(`unknown setting '${unknown}' in ${path}${suggestion(unknown, settingKeys)}.`);
  }
  return [fileLayer(path, values)];
}

function readEnvironment(env: Sources['env']): { values: Layer['values']; warnings: string[] } {
  const byVariable = new Map<string, SettingKey>(settingKeys.map((key) => [variableOf(key), key]));
  const values: Partial<Record<SettingKey, unknown>> = {};
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('BIMETAL_') || FOREIGN_VARIABLES.has(name)) continue;
    const key = byVariable.get(name);
    if (key !== undefined) values[key] = value;
    // Only a warning: orchestrators put variables of their own beside ours (Kubernetes: BIMETAL_PORT for a service of our name).
    else warnings.push(`unknown variable ${name}${suggestion(name, byVariable.keys())}`);
  }
  return { values, warnings };
}
