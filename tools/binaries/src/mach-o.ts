import type { BinaryFacts, DebugInfo } from './facts.ts';

const LC_SYMTAB = 0x2;
const LC_SEGMENT_64 = 0x19;
const LC_UUID = 0x1b;
/** The symbol that names an object file with debug info. */
const N_OSO = 0x66;

/** Reads a 64-bit Mach-O file, or the first architecture of a universal one (mach-o/loader.h, mach-o/fat.h). */
export function machOFacts(bytes: Buffer): BinaryFacts | undefined {
  if (bytes.length < 32) return undefined;
  // 0xcafebabe also begins a Java class, whose second word is a version far above any number of architectures.
  if (bytes.readUInt32BE(0) === 0xcafebabe && bytes.readUInt32BE(4) < 40) {
    return machOFacts(bytes.subarray(bytes.readUInt32BE(16)));
  }
  if (bytes.readUInt32LE(0) !== 0xfeedfacf) return undefined;

  let buildId: string | undefined;
  let debugInfo: DebugInfo = 'absent';
  const commands = bytes.readUInt32LE(16);
  for (let index = 0, at = 32; index < commands; index++, at += bytes.readUInt32LE(at + 4)) {
    const command = bytes.readUInt32LE(at);
    if (command === LC_UUID) buildId = bytes.toString('hex', at + 8, at + 24);
    if (command === LC_SEGMENT_64 && bytes.toString('latin1', at + 8, at + 16) === '__DWARF\0') debugInfo = 'embedded';
    if (command === LC_SYMTAB && debugInfo === 'absent' && namesObjectFiles(bytes, at)) debugInfo = 'separate';
  }
  return { buildId, debugInfo };
}

function namesObjectFiles(bytes: Buffer, symtab: number): boolean {
  const [start, count] = [bytes.readUInt32LE(symtab + 8), bytes.readUInt32LE(symtab + 12)];
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt8(start + index * 16 + 4) === N_OSO) return true;
  }
  return false;
}
