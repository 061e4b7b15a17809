import { readFileSync } from 'node:fs';
import { readElf } from './elf.ts';
import { readMachO } from './mach-o.ts';
import { readPe } from './pe.ts';

/** What a build left in a binary. */
export interface BinaryFacts {
  /** Lower-case hex of the id that the linker wrote (GNU build id, LC_UUID, PDB GUID); absent when it wrote none. */
  buildId: string | undefined;
  debugInfo: DebugInfo;
}

/** `separate` means that the binary only says where its debug info is: object files, a .dSYM folder, a .pdb file. */
export type DebugInfo = 'embedded' | 'separate' | 'absent';

/** Reads a binary of any platform; undefined when it is none that we know, such as WebAssembly or a static library. */
export function inspectBinary(file: string): BinaryFacts | undefined {
  const bytes = readFileSync(file);
  try {
    return readElf(bytes) ?? readMachO(bytes) ?? readPe(bytes);
  } catch (error) {
    // A truncated file makes a reader run past the end of the buffer.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_OUT_OF_RANGE' || code === 'ERR_BUFFER_OUT_OF_BOUNDS') return undefined;
    throw error;
  }
}
