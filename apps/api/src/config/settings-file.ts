import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type SettingsFile } from '../program.js';
import { suggestion } from './closest.js';
import { fileLayer, type Layer } from './config.js';
import { otherWord } from './other-words.js';
import { flagOf, type Setting, settingKeys, settings, variableOf } from './settings.js';
import { configError, StartupError } from './startup-error.js';

/** What a settings file is called where the user stands. */
export const SETTINGS_FILE = 'bimetal.json';

/** What the settings that ship are called, and what those of the user were called in earlier releases. */
export const SHIPPED_SETTINGS_FILE = 'appsettings.json';

/** A settings file on the disk, which may be missing. */
export function settingsFileAt(path: string): SettingsFile {
  return { path, read: () => readIfThere(path) };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw configError(`${path} cannot be read: ${(error as Error).message}.`);
  }
}

/** The layer of a settings file, if there is such a file. */
export function readSettingsFile(file: SettingsFile): Layer[] {
  const values = valuesOf(file);
  if (values === undefined) return [];
  const unknown = unknownKeyOf(values);
  if (unknown !== undefined) {
    const hint = otherWord(unknown, (key, value) => `"${key}": "${value}"`) ?? suggestion(unknown, settingKeys);
    throw configError(`unknown setting '${unknown}' in ${file.path}${hint}.`);
  }
  return [layerOf(file, values)];
}

/**
 * The settings of the user's folder: of `bimetal.json`, or for one release more of the file of the earlier name, with a
 * warning. Many programs have a file of that name, so what is not wholly ours is another's and means nothing here.
 */
export function readUserSettings(folder: string): { readonly layers: Layer[]; readonly warnings: string[] } {
  const layers = readSettingsFile(settingsFileAt(resolve(folder, SETTINGS_FILE)));
  if (layers.length > 0) return { layers, warnings: [] };
  const earlier = settingsFileAt(resolve(folder, SHIPPED_SETTINGS_FILE));
  let values: object | undefined;
  try {
    values = valuesOf(earlier);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return { layers, warnings: [`${error.message} It is ignored: the settings file is called ${SETTINGS_FILE}.`] };
  }
  if (values === undefined || Object.keys(values).length === 0) return { layers, warnings: [] };
  const unknown = unknownKeyOf(values);
  if (unknown !== undefined) {
    const message = `${earlier.path} is ignored: '${unknown}' is no setting of ours. The settings file is called ${SETTINGS_FILE}.`;
    return { layers, warnings: [message] };
  }
  const message = `${earlier.path} is read for this release only: rename it to ${SETTINGS_FILE}.`;
  return { layers: [layerOf(earlier, values)], warnings: [message] };
}

function valuesOf({ path, read }: SettingsFile): object | undefined {
  const text = read();
  if (text === undefined) return undefined;
  let values: unknown;
  try {
    values = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The message quotes what is there, line ends and all.
    throw configError(`${path} is not JSON: ${(error as Error).message.replaceAll(/\s+/g, ' ')}.`);
  }
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values;
  throw configError(`${path} must hold one JSON object.`);
}

function unknownKeyOf(values: object): string | undefined {
  const known: readonly string[] = settingKeys;
  return Object.keys(values).find((key) => !known.includes(key));
}

function layerOf({ path }: SettingsFile, values: object): Layer {
  const open = settingKeys.find((key) => key in values && (settings[key] as Setting).notInFiles === true);
  if (open === undefined) return fileLayer(path, values);
  throw configError(`'${open}' in ${path}: no file can say that; say ${flagOf(open)} or ${variableOf(open)} instead.`);
}
