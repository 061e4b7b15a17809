import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { makeFolder } from './make-folder.ts';
import { sweep, TEMPORARY } from './sweep.ts';
import { isOwnFile, requireFolder, requireOwnFolder, requireOwnPlace } from './trust.ts';
import { writeAll } from './write-all.ts';

/** A file inside a program. */
export interface Packed {
  /** What it is called on the disk. */
  readonly file: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
  readonly bytes: () => Uint8Array;
}

const OWNER_ONLY = 0o700;
const READ_BYTES = 256 * 1024;

/** Not through a link, and without waiting for whoever writes into a pipe. Windows knows neither. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const DAY_MS = 24 * 60 * 60 * 1000;

/** LIMIT: another process that tidies up can take a file away that is being written; it does not do so every time. */
const TRIES = 5;
const PAUSE_MS = 50;

/** What passes: somebody tidied up; on Windows, where nobody may rename what another program reads, a virus scanner reads it. */
const PASSING = process.platform === 'win32' ? ['ENOENT', 'EPERM', 'EACCES', 'EBUSY'] : ['ENOENT'];

/**
 * Puts a packed file into `<cache>/<sha256>/<file>`, unless it is there already with the very content and can have been
 * written by nobody else. Returns its path. Any number of processes can do so at once.
 */
export function unpack(packed: Packed, cache: string): string {
  const folder = join(cache, packed.sha256);
  const path = join(folder, packed.file);
  requireOwnPlace(cache);
  makeFolder(cache);
  requireFolder(cache);
  makeFolder(folder);
  requireOwnFolder(folder);
  if (isThere(path, packed)) return path;
  for (let left = TRIES; ; left--) {
    try {
      write(path, folder, packed);
      break;
    } catch (error) {
      // Windows refuses to replace a file that is loaded: another process has put it there meanwhile.
      if (isThere(path, packed)) break;
      if (!PASSING.includes((error as NodeJS.ErrnoException).code ?? '') || left <= 1) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
  sweep(cache, packed.sha256);
  return path;
}

function isThere(path: string, { sha256, size }: Packed): boolean {
  let file: number;
  try {
    file = openSync(path, READ_ONLY);
  } catch {
    return false;
  }
  try {
    const stats = fstatSync(file);
    if (!isOwnFile(stats) || stats.size !== size || hashOf(file) !== sha256) return false;
    markUsed(path, stats.mtimeMs);
    return true;
  } finally {
    closeSync(file);
  }
}

function hashOf(file: number): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(READ_BYTES);
  for (let count = readSync(file, piece); count > 0; count = readSync(file, piece))
    hash.update(piece.subarray(0, count));
  return hash.digest('hex');
}

/** Keeps the file from being swept away as unused. On a file system that cannot be written to nothing is swept either. */
function markUsed(path: string, usedMs: number): void {
  const now = Date.now();
  if (now - usedMs < DAY_MS) return;
  try {
    utimesSync(path, now / 1000, now / 1000);
  } catch {
    return;
  }
}

/** Written aside and renamed, so that nobody ever sees half of it. */
function write(path: string, folder: string, { bytes }: Packed): void {
  const temporary = join(folder, `${TEMPORARY}${process.pid}-${randomUUID()}`);
  const file = openSync(temporary, 'wx', OWNER_ONLY);
  try {
    try {
      writeAll(file, bytes());
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
