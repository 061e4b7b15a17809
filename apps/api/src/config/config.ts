import { isAbsolute, relative, resolve } from 'node:path';
import type * as z from 'zod';
import { isLoopbackHost, type ListenUrl, parseListenUrl, refuseIdleWorkers, refuseOpenMetrics } from './listen-url.js';
import { flagOf, type SettingKey, settingKeys, settings, variableOf } from './settings.js';
import { configError } from './startup-error.js';
import { type TlsFiles, tlsFilesOf } from './tls-settings.js';

type Settings = { [K in SettingKey]: z.infer<(typeof settings)[K]['schema']> };

/** The configuration of a server, checked: paths are absolute, URLs taken apart. */
export interface Config extends Omit<Settings, 'urls' | 'metricsUrl' | 'tlsCert' | 'tlsKey'> {
  readonly urls: readonly ListenUrl[];
  /** Where the metrics are alone. */
  readonly metricsUrl: ListenUrl | undefined;
  /** The files of the URLs that speak TLS. */
  readonly tls: TlsFiles | undefined;
}

/** Where a setting was said: nowhere, in a file, in a variable of the environment, or by a flag. */
export interface SettingSource {
  readonly kind: 'default' | 'file' | 'variable' | 'flag';
  /** The path of the file, the name of the variable or of the flag; absent for a default. */
  readonly name?: string;
}

/** Values that one source gives, before they are checked, and where each of them came from. */
export interface Layer {
  /** How the source calls a setting in a message: `--urls`, `BIMETAL_URLS`, `'urls' in /etc/bimetal.json`. */
  readonly nameOf: (key: SettingKey) => string;
  /** The same for programs. */
  readonly sourceOf: (key: SettingKey) => SettingSource;
  readonly values: Partial<Record<SettingKey, unknown>>;
}

export function commandLineLayer(values: Layer['values']): Layer {
  return { nameOf: flagOf, sourceOf: (key) => ({ kind: 'flag', name: flagOf(key) }), values };
}

export function environmentLayer(values: Layer['values']): Layer {
  return { nameOf: variableOf, sourceOf: (key) => ({ kind: 'variable', name: variableOf(key) }), values };
}

export function fileLayer(path: string, values: Layer['values']): Layer {
  return { nameOf: (key) => `'${key}' in ${path}`, sourceOf: () => ({ kind: 'file', name: path }), values };
}

/** Puts the layers on top of one another, the last one uppermost, and checks the result. */
export function mergeLayers(layers: readonly Layer[], cwd: string): Config {
  const plain = Object.fromEntries(settingKeys.map((key) => [key, readSetting(layers, key)])) as Settings;
  const urls = plain.urls.map(parseListenUrl);
  const metricsUrl = plain.metricsUrl === undefined ? undefined : parseListenUrl(plain.metricsUrl);
  if (metricsUrl?.kind === 'systemd') throw configError('--metrics-url: systemd: is for --urls; write a URL.');
  refuseOpenMetrics(metricsUrl, plain.insecure);
  refuseIdleWorkers(urls, plain.workers);
  const datapath = resolve(cwd, plain.datapath);
  return {
    ...plain,
    urls,
    metricsUrl,
    tls: tlsFilesOf(metricsUrl === undefined ? urls : [...urls, metricsUrl], plain, cwd),
    datapath,
    uipath: plain.uipath === undefined ? undefined : resolve(cwd, plain.uipath),
    backupPath: pathOutside(datapath, plain.backupPath, '--backup-path', cwd),
    hosts: plain.hosts.map((host) => host.toLowerCase().replace(/\.$/, '')),
  };
}

/** The value of one setting, checked. */
export function readSetting<K extends SettingKey>(layers: readonly Layer[], key: K): Settings[K] {
  const layer = layers.findLast(({ values }) => values[key] !== undefined);
  const result = settings[key].schema.safeParse(layer?.values[key]);
  if (result.success) return result.data as Settings[K];
  const reasons = [...new Set(result.error.issues.map(({ message }) => message))].join('; ');
  throw configError(`${layer?.nameOf(key) ?? key}: ${reasons}.`);
}

/** An absolute path that is not in the data folder, which belongs to the store alone. */
export function pathOutside<T extends string | undefined>(datapath: string, path: T, flag: string, cwd: string): T {
  if (path === undefined) return path;
  const absolute = resolve(cwd, path);
  const way = relative(datapath, absolute);
  if (!way.startsWith('..') && !isAbsolute(way)) {
    throw configError(`${flag}: ${absolute} lies in the data folder ${datapath}; choose a folder outside of it.`);
  }
  return absolute as T;
}

/**
 * The test of a request's host name. A page of the internet can point its own name at 127.0.0.1 and then read a server
 * there as its own origin (DNS rebinding), so a server on loopback answers to loopback names only.
 */
export function hostRule(config: Pick<Config, 'urls' | 'hosts'>): ((host: string) => boolean) | undefined {
  const { hosts, urls } = config;
  const open = urls.some((url) => !url.loopback);
  if (hosts.includes('*') || (open && hosts.length === 0)) return undefined;
  return (host) => isLoopbackHost(host) || hosts.includes(host);
}
