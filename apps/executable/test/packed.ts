import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Packed } from '../src/unpack/unpack.ts';

/** A file as a program holds it. */
export function packedFile(path: string): Packed {
  return packedBytes(basename(path), readFileSync(path));
}

export function packedBytes(file: string, bytes: Uint8Array): Packed {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { file, sha256, size: bytes.byteLength, bytes: () => bytes };
}
