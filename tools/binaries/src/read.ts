import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes of a file from an offset on; fewer than asked for at its end. */
export type Read = (offset: number, size: number) => Buffer;

/** Gives `work` a way to read `file`, of which only what it asks for is read: an executable may be some hundred megabytes. */
export function readingFile<T>(file: string, work: (read: Read) => T): T {
  const descriptor = openSync(file, 'r');
  try {
    return work((offset, size) => {
      const buffer = Buffer.alloc(size);
      return buffer.subarray(0, readSync(descriptor, buffer, 0, size, offset));
    });
  } finally {
    closeSync(descriptor);
  }
}
