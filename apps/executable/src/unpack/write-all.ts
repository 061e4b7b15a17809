import { writeSync } from 'node:fs';

const PIECE_BYTES = 1024 * 1024;

/** Writes bytes to the end of a file, however few the system takes at a time. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.byteLength;) {
    written += writeSync(file, bytes, written, Math.min(PIECE_BYTES, bytes.byteLength - written));
  }
}
