import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

const PIECE = 64 * 1024;

/**
 * Copies a file by many small writes. Written at once, as Node does, a file gets into the page cache in pieces of 2 MiB
 * on some file systems; each page of the program that is touched then maps, and counts, one of them: 48 MB more memory.
 */
export function copyInPieces(source: string, target: string, mode: number): void {
  const from = openSync(source, 'r');
  try {
    const to = openSync(target, 'wx', mode);
    try {
      const piece = Buffer.allocUnsafe(PIECE);
      for (let length = readSync(from, piece); length > 0; length = readSync(from, piece)) {
        for (let written = 0; written < length;) written += writeSync(to, piece, written, length - written);
      }
      fsyncSync(to);
    } finally {
      closeSync(to);
    }
  } finally {
    closeSync(from);
  }
}
