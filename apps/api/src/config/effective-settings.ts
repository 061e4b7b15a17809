import { type ClientSettingKey, clientSettingKeys, clientSettings } from './client-settings.js';
import { type Layer, mergeLayers, readSetting, type SettingSource } from './config.js';
import { type Setting, type SettingKey, settingKeys, settings } from './settings.js';

/** What a secret is shown as. */
const MASK = '********';

/** One setting as a server started with it would have it. */
export interface EffectiveSetting {
  readonly name: string;
  /** As it is checked; `null` where it is off. */
  readonly value: unknown;
  readonly source: SettingSource;
}

export interface ClientSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly options: Readonly<Partial<Record<ClientSettingKey, string>>>;
}

/** Every setting, in the order of `--help`. Throws what a server would refuse to start with. */
export function effectiveSettings(layers: readonly Layer[], cwd: string, client: ClientSources): EffectiveSetting[] {
  const config = mergeLayers(layers, cwd);
  const own = settingKeys.map((key): EffectiveSetting => {
    // What the configuration takes apart, as a URL, is shown as it was said.
    const value: unknown = isPlace(key) ? config[key] : readSetting(layers, key);
    const setting: Setting = settings[key];
    const isHidden = setting.secret === true && value !== undefined;
    return { name: key, value: isHidden ? MASK : (value ?? null), source: sourceOf(layers, key) };
  });
  return [...own, ...clientSettingKeys.map((key) => clientSetting(key, client))];
}

/** Whether a setting is a path, which the configuration makes absolute. */
function isPlace(key: SettingKey): key is 'datapath' | 'uipath' | 'backupPath' {
  return key === 'datapath' || key === 'uipath' || key === 'backupPath';
}

function sourceOf(layers: readonly Layer[], key: SettingKey): SettingSource {
  const layer = layers.findLast(({ values }) => values[key] !== undefined);
  return layer === undefined ? { kind: 'default' } : layer.sourceOf(key);
}

/** What the commands for documents would send to a server. */
function clientSetting(key: ClientSettingKey, { env, options }: ClientSources): EffectiveSetting {
  const { flag, variable, secret } = clientSettings[key];
  const said = options[key];
  const value = said ?? (env[variable] || undefined);
  const shown = value === undefined ? null : secret ? MASK : value;
  if (value === undefined) return { name: key, value: shown, source: { kind: 'default' } };
  const source: SettingSource =
    said === undefined ? { kind: 'variable', name: variable } : { kind: 'flag', name: flag };
  return { name: key, value: shown, source };
}

/** A table for people, or one JSON object by names. */
export function settingsText(effective: readonly EffectiveSetting[], json: boolean): string {
  if (json) {
    const byName = Object.fromEntries(effective.map(({ name, value, source }) => [name, { value, source }]));
    return `${JSON.stringify(byName, null, 2)}\n`;
  }
  const rows = effective.map(({ name, value, source }) => [name, valueText(value), sourceText(source)] as const);
  const [nameWidth, valueWidth] = [0, 1].map((at) => Math.max(...rows.map((row) => row[at as 0 | 1].length)));
  return rows
    .map(([name, value, source]) => `${name.padEnd(nameWidth ?? 0)}  ${value.padEnd(valueWidth ?? 0)}  ${source}\n`)
    .join('');
}

function valueText(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return '-';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function sourceText({ kind, name }: SettingSource): string {
  return name === undefined ? kind : `${kind} ${name}`;
}
