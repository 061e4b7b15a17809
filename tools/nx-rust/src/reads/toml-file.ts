import { readFileSync } from 'node:fs';
import { parse, type TomlTable, type TomlValue } from 'smol-toml';

/** A TOML file as a table; an empty one when it cannot be read, which cargo then says better than we could. */
export function tomlFile(path: string): TomlTable {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

/** The table under `keys`, or an empty one: a manifest may have anything anywhere. */
export function tableAt(value: TomlValue | undefined, ...keys: string[]): TomlTable {
  const found = keys.reduce<TomlValue | undefined>((at, key) => (isTable(at) ? at[key] : undefined), value);
  return isTable(found) ? found : {};
}

export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
