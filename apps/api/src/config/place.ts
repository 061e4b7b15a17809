import { resolve } from 'node:path';
import { clientSettings } from './client-settings.js';
import { type Config, commandLineLayer, type Layer, readSetting } from './config.js';
import { configError } from './startup-error.js';

/** What of a server's configuration a command needs that opens its folder. */
export type FolderConfig = Pick<
  Config,
  'datapath' | 'engine' | 'valueBytesMax' | 'valueDepthMax' | 'retainedBytesMax' | 'retainedHoursMax'
>;

/** A running server. */
export interface ServerPlace {
  readonly kind: 'server';
  /** Its origin, and the path that a proxy has put before its own, without a `/` at the end. */
  readonly url: string;
  readonly key: string | undefined;
}

/** A data folder that no server holds. */
export interface FolderPlace {
  readonly kind: 'folder';
  readonly config: FolderConfig;
  /** Where a server over this folder would listen: what a message names when one holds it. */
  readonly servedAt: string;
}

/** Where the documents are that a command works on. */
export type Place = FolderPlace | ServerPlace;

export interface PlaceOptions {
  readonly datapath?: string;
  readonly url?: string;
  readonly key?: string;
}

/** `--url` or `--datapath`, whichever is said; else `BIMETAL_URL`; else the folder that a server would take. */
export function placeOf(
  options: PlaceOptions,
  env: Readonly<Record<string, string | undefined>>,
  below: readonly Layer[],
  cwd: string,
): Place {
  const { datapath } = options;
  if (options.url !== undefined && datapath !== undefined) {
    throw configError('--url and --datapath exclude each other: a server knows its folder');
  }
  const url = options.url ?? (datapath === undefined ? env[clientSettings.url.variable] : undefined);
  if (url !== undefined && url !== '') {
    const { flag, variable } = clientSettings.url;
    const key = keyOf(options.key, env);
    return { kind: 'server', url: parseServerUrl(url, options.url === undefined ? variable : flag), key };
  }
  if (options.key !== undefined) throw configError('--key is for a server: say --url, too');
  const layers = [...below, commandLineLayer({ datapath })];
  const config: FolderConfig = {
    datapath: resolve(cwd, readSetting(layers, 'datapath')),
    engine: readSetting(layers, 'engine'),
    valueBytesMax: readSetting(layers, 'valueBytesMax'),
    valueDepthMax: readSetting(layers, 'valueDepthMax'),
    retainedBytesMax: readSetting(layers, 'retainedBytesMax'),
    retainedHoursMax: readSetting(layers, 'retainedHoursMax'),
  };
  return { kind: 'folder', config, servedAt: readSetting(layers, 'urls')[0] ?? 'URL' };
}

function keyOf(option: string | undefined, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { flag, variable } = clientSettings.key;
  const key = option ?? env[variable];
  if (key === undefined || key === '') return undefined;
  // What a header cannot hold, and what no key has; a line end that was read along from a file, for instance.
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw configError(
    `${option === undefined ? variable : flag}: an API key has printable ASCII characters, and no spaces`,
  );
}

/** Reads the URL of a server. `source` is how a message calls where it was said. */
export function parseServerUrl(text: string, source: string): string {
  const url = URL.parse(text);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  if (!isPlain) throw configError(`${source}: write the URL of a server like http://127.0.0.1:5000, not '${text}'`);
  if (url.username !== '' || url.password !== '') {
    throw configError(`${source}: leave user and password out; an API key goes into ${clientSettings.key.variable}`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
