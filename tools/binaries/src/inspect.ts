import { readFileSync } from 'node:fs';
import { elfFacts } from './elf.ts';
import type { BinaryFacts } from './facts.ts';
import { machOFacts } from './mach-o.ts';
import { peFacts } from './pe.ts';

/** Reads a binary of any platform; undefined when it is none that we know, such as WebAssembly or a static library. */
export function inspectBinary(file: string): BinaryFacts | undefined {
  const bytes = readFileSync(file);
  try {
    return elfFacts((offset, size) => bytes.subarray(offset, offset + size)) ?? machOFacts(bytes) ?? peFacts(bytes);
  } catch (error) {
    // A truncated file makes a reader run past the end of the buffer.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_OUT_OF_RANGE' || code === 'ERR_BUFFER_OUT_OF_BOUNDS') return undefined;
    throw error;
  }
}
