import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { decoded, pathOfAddress } from './address.ts';

/** The line with which a server keeps a page from running a map. */
const GUARD = /^\)\]\}'[^\n]*\n/;
const DATA = /^data:([^,]*),(.*)$/is;

/** What a map says, and the folder that its sources are relative to. */
export interface MapText {
  text: string;
  folder: string;
}

/** The map at a `sourceMappingURL`, which is relative to the folder of the script. Throws where there is none. */
export function readMap(address: string, folder: string): MapText {
  const data = DATA.exec(address);
  if (data) return { text: unguarded(inline(data[1] ?? '', data[2] ?? '')), folder };
  const file = pathOfAddress(address) ?? pathAt(address, folder);
  return { text: unguarded(readFileSync(file, 'utf8')), folder: dirname(file) };
}

/** An address may have a query; a path may have a question mark. */
function pathAt(address: string, folder: string): string {
  const path = resolve(folder, decoded(address));
  return existsSync(path) ? path : resolve(folder, decoded(address.replace(/[?#].*$/s, '')));
}

function inline(kind: string, body: string): string {
  return /;\s*base64$/i.test(kind) ? Buffer.from(decoded(body), 'base64').toString() : decoded(body);
}

function unguarded(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(GUARD, '');
}
