import { Worker } from 'node:worker_threads';
import { MemoryPage, type PageFile, type Program } from '@bimetal/api';
import { type Assets, textOf } from './assets.ts';
import { bringsAddon } from './load-addon.ts';

const PAGE = 'page/';
const SETTINGS = 'appsettings.json';
const LICENCES = 'licences.txt';

/** What the executable starts with, for its threads to start with as well. */
const FIRST_SCRIPT = 'main.js';

/** As many digits of a hash as name a file safely. */
const ETAG_DIGITS = 32;
const BUILD_ID_DIGITS = 16;

/** The program of a single executable: everything is an asset inside it. */
export function executableProgram(assets: Assets): Program {
  const { manifest, bytes } = assets;
  const { name, version, bundle, addon } = manifest;
  const text = (asset: string): string | undefined => (asset in manifest.assets ? textOf(bytes(asset)) : undefined);
  return {
    version,
    buildId: () => bundle.sha256.slice(0, BUILD_ID_DIGITS),
    shippedSettings: { path: `${SETTINGS} inside ${name}`, read: () => text(SETTINGS) },
    page: new MemoryPage(`this ${name}`, pageOf(assets)),
    startWorker: (options) => new Worker(textOf(bytes(FIRST_SCRIPT)), { ...options, eval: true }),
    ...(addon !== null && { addon: bringsAddon({ ...addon, bytes: () => bytes(addon.asset) }) }),
    ...(LICENCES in manifest.assets && { licences: () => text(LICENCES) ?? '' }),
  };
}

function pageOf({ manifest, bytes }: Assets): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const [name, { sha256, type }] of Object.entries(manifest.assets)) {
    if (!name.startsWith(PAGE)) continue;
    const etag = `"${sha256.slice(0, ETAG_DIGITS)}"`;
    files.set(name.slice(PAGE.length), { contentType: type, etag, bytes: () => bytes(name) });
  }
  return files;
}
