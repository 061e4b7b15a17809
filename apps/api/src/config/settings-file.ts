import { readFileSync } from 'node:fs';
import { type SettingsFile } from '../program.js';
import { suggestion } from './closest.js';
import { fileLayer, type Layer } from './config.js';
import { settingKeys } from './settings.js';
import { configError } from './startup-error.js';

/** What a settings file is called. */
export const SETTINGS_FILE = 'appsettings.json';

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
export function readSettingsFile({ path, read }: SettingsFile): Layer[] {
  const text = read();
  if (text === undefined) return [];
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
