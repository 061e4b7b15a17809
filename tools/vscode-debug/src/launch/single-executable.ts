import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ElfFile, readingFile, type Read } from '@bimetal/binaries';

const NOTE_NAME = 'NODE_SEA_BLOB';
const MAGIC = 0x0143da20;
const SNAPSHOT = 1 << 1;
const CODE_CACHE = 1 << 2;
const ASSETS = 1 << 3;
const ASSETS_MAX = 100_000;
const HEADER = 8;
const NAME_MAX = 4096;
// Behind magic number and flags came, one after the other, a byte for where options may come from and one for the kind of script.
const BYTES_BEFORE_NAME = [2, 1, 0];
const OPTION_SOURCES = ['none', 'env', 'cli'] as const;

/** A Node and its program in one file. */
export interface SingleExecutable {
  path: string;
  /** Where Node takes options from: NODE_OPTIONS, the argument --node-options, or nowhere. */
  options: (typeof OPTION_SOURCES)[number];
  /** The main script first, then the assets that are named like scripts. */
  scripts: InnerScript[];
}

/** A script inside. V8 cannot pause before it runs: breakpoints are set beforehand, by the name that the inspector will know. */
export interface InnerScript {
  url: string;
  /** The same as a path; a bare name is taken to lie beside the executable. */
  path: string;
  sourceMapUrl: string;
  sha256: string;
}

/** None for a file that is no single executable, or one whose blob is laid out in a way that is not known. */
export function singleExecutable(file: string): SingleExecutable | undefined {
  return reading(file, (read) => {
    const blob = findBlob(read);
    return blob && readBlob(realpathSync(file), read, blob);
  });
}

export function isSingleExecutable(file: string): boolean {
  return reading(file, findBlob) !== undefined;
}

type Range = { start: number; end: number };

/** What cannot be read is none. */
function reading<T>(file: string, work: (read: Read) => T): T | undefined {
  try {
    return readingFile(file, work);
  } catch {
    return undefined;
  }
}

function findBlob(read: Read): Range | undefined {
  return [...(ElfFile.of(read)?.notes() ?? [])].find(({ name }) => name === NOTE_NAME);
}

function readBlob(path: string, read: Read, { start, end }: Range): SingleExecutable | undefined {
  const header = read(start, HEADER + 1);
  const flags = header.readUInt32LE(4);
  if (header.readUInt32LE(0) !== MAGIC || (flags & SNAPSHOT) !== 0) return undefined;
  for (const extra of BYTES_BEFORE_NAME) {
    const name = findPart(read, start + HEADER + extra, end, NAME_MAX);
    const script = name && findPart(read, name.end, end);
    if (!name || !script) continue;
    const scripts = [
      innerScript(path, read, name, script),
      ...scriptAssets(path, read, { start: script.end, end }, flags),
    ];
    return { path, options: (extra > 0 ? OPTION_SOURCES[header[HEADER] ?? 1] : undefined) ?? 'env', scripts };
  }
  return undefined;
}

function* scriptAssets(path: string, read: Read, { start, end }: Range, flags: number): Iterable<InnerScript> {
  const at = flags & CODE_CACHE ? (findPart(read, start, end)?.end ?? end) : start;
  if (!(flags & ASSETS) || at + 8 > end) return;
  const count = Math.min(ASSETS_MAX, Number(read(at, 8).readBigUInt64LE(0)));
  for (let index = 0, next = at + 8; index < count; index++) {
    const name = findPart(read, next, end, NAME_MAX);
    const content = name && findPart(read, name.end, end);
    if (!name || !content) return;
    next = content.end;
    if (/^[^/]+\.[cm]?js$/.test(textOf(read, name).toString())) yield innerScript(path, read, name, content);
  }
}

function innerScript(executable: string, read: Read, name: Range, content: Range): InnerScript {
  const [given, script] = [textOf(read, name).toString(), textOf(read, content)];
  return {
    url: isAbsolute(given) ? pathToFileURL(given).href : given,
    path: isAbsolute(given) ? given : join(dirname(executable), given),
    sourceMapUrl: sourceMapUrlOf(script),
    sha256: createHash('sha256').update(script).digest('hex'),
  };
}

/** A length of 8 bytes, then so many bytes: where these are; none where they do not fit. */
function findPart(read: Read, at: number, end: number, max?: number): Range | undefined {
  if (at + 8 > end) return undefined;
  const size = Number(read(at, 8).readBigUInt64LE(0));
  const fits = size <= end - at - 8 && (max === undefined || (size > 0 && size <= max));
  return fits ? { start: at + 8, end: at + 8 + size } : undefined;
}

function textOf(read: Read, { start, end }: Range): Buffer {
  return read(start, end - start);
}

function sourceMapUrlOf(script: Buffer): string {
  const start = script.lastIndexOf('\n//');
  return start < 0
    ? ''
    : (/^\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(script.toString('latin1', start + 1))?.[1] ?? '');
}
