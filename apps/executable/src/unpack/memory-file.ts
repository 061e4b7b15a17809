import { closeSync, constants, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import process from 'node:process';
import { type Packed } from './unpack.ts';
import { writeAll } from './write-all.ts';

/**
 * Linux's O_TMPFILE, which Node does not name: a file without a name in a folder. It holds the bit of O_DIRECTORY, whose
 * place depends on the processor, so that a kernel too old for it fails instead of making something else.
 */
const O_TMPFILE = 0o20000000 | (constants.O_DIRECTORY ?? 0);

/** A folder in which a file without a name can be made. */
export interface MemoryFile {
  readonly folder: string;
  /** Makes the file and returns a path that leads to it for as long as this process runs. */
  readonly make: () => string;
}

/**
 * Files without names, for where no file can be kept: nobody else can reach them, and they are gone with the process. The
 * first folder is in memory. The others matter where that one is mounted noexec, as it is in most containers.
 */
export function memoryFiles(packed: Packed): MemoryFile[] {
  if (process.platform !== 'linux') return [];
  const folders = new Set(['/dev/shm', `/run/user/${process.geteuid?.()}`, tmpdir(), '/var/tmp']);
  return [...folders].map((folder) => ({ folder, make: () => makeIn(folder, packed) }));
}

function makeIn(folder: string, { bytes }: Packed): string {
  const file = openSync(folder, O_TMPFILE | constants.O_RDWR, 0o700);
  try {
    writeAll(file, bytes());
  } catch (error) {
    closeSync(file);
    throw error;
  }
  // It stays open: the path is one of this process, and debuggers read it.
  return `/proc/self/fd/${file}`;
}
