import type { BinaryFacts } from './facts.ts';

const DEBUG_DIRECTORY = 6;
const IMAGE_DEBUG_TYPE_CODEVIEW = 2;

/** Reads a Windows DLL or EXE (Microsoft, PE Format). Its id is the GUID that ties it to its .pdb file. */
export function peFacts(bytes: Buffer): BinaryFacts | undefined {
  if (bytes.length < 64 || bytes.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const header = bytes.readUInt32LE(0x3c);
  if (bytes.toString('latin1', header, header + 4) !== 'PE\0\0') return undefined;

  const optional = header + 24;
  const directories = optional + (bytes.readUInt16LE(optional) === 0x20b ? 112 : 96);
  const sections = sectionsOf(bytes, optional + bytes.readUInt16LE(header + 20), bytes.readUInt16LE(header + 6));
  const rva = bytes.readUInt32LE(directories + DEBUG_DIRECTORY * 8);
  const size = bytes.readUInt32LE(directories + DEBUG_DIRECTORY * 8 + 4);
  const home = sections.find(({ address, length }) => rva >= address && rva < address + length);
  const buildId = home && rva !== 0 ? pdbGuid(bytes, rva - home.address + home.offset, size) : undefined;

  // MinGW puts DWARF into the file. Only debug sections have names too long for the header, which then hold `/offset`.
  const dwarf = sections.some(({ name }) => name.startsWith('.debug') || name.startsWith('/'));
  return { buildId, debugInfo: dwarf ? 'embedded' : buildId === undefined ? 'absent' : 'separate' };
}

function sectionsOf(bytes: Buffer, start: number, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * 40;
    return {
      name: bytes.toString('latin1', at, at + 8),
      address: bytes.readUInt32LE(at + 12),
      length: bytes.readUInt32LE(at + 16),
      offset: bytes.readUInt32LE(at + 20),
    };
  });
}

/** The digits in the order in which debuggers and symbol servers write them: the first three fields are little-endian. */
function pdbGuid(bytes: Buffer, start: number, size: number): string | undefined {
  for (let at = start; at + 28 <= start + size; at += 28) {
    if (bytes.readUInt32LE(at + 12) !== IMAGE_DEBUG_TYPE_CODEVIEW) continue;
    const record = bytes.readUInt32LE(at + 24);
    if (bytes.toString('latin1', record, record + 4) !== 'RSDS') continue;
    const field = (from: number, to: number) =>
      Buffer.from(bytes.subarray(record + from, record + to))
        .reverse()
        .toString('hex');
    return field(4, 8) + field(8, 10) + field(10, 12) + bytes.toString('hex', record + 12, record + 20);
  }
  return undefined;
}
