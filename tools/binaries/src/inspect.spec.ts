import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elfFacts, ElfFile } from './elf.ts';
import { inspectBinary } from './inspect.ts';
import { machOFacts } from './mach-o.ts';
import { peFacts } from './pe.ts';
import { readingFile, type Read } from './read.ts';

const ID = '00112233445566778899aabbccddeeff';

/** The smallest files that have the parts we read; e2e/build.spec.ts of nx-rust reads a real one of this machine. */
describe('the readers of binaries', () => {
  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('find the GNU build id and debug info in ELF (64 bit: %s, little-endian: %s)', (wide, little) => {
    expect(elfFacts(reading(elf(wide, little, '.debug_info')))).toEqual({ buildId: ID, debugInfo: 'embedded' });
    expect(elfFacts(reading(elf(wide, little, '.text')))).toEqual({ buildId: ID, debugInfo: 'absent' });
  });

  it('find the notes of an ELF file one by one, and where the content of each lies', () => {
    const folder = mkdtempSync(join(tmpdir(), 'notes-'));
    try {
      writeFileSync(join(folder, 'file'), elf(true, true, '.text'));
      const found = readingFile(join(folder, 'file'), (read) =>
        [...(ElfFile.of(read)?.notes() ?? [])].map(({ name, type, start, end }) => [
          name,
          type,
          read(start, end - start).toString('hex'),
        ]),
      );
      expect(found).toEqual([
        ['', 1, ''],
        ['GNU', 3, ID],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('find the UUID in Mach-O, and whether it has, names or lacks debug info', () => {
    expect(machOFacts(machO())).toEqual({ buildId: ID, debugInfo: 'absent' });
    expect(machOFacts(machO('__DWARF\0'))).toEqual({ buildId: ID, debugInfo: 'embedded' });
    expect(machOFacts(machO(undefined, 0x66))).toEqual({ buildId: ID, debugInfo: 'separate' });
    expect(machOFacts(universal(machO('__DWARF\0')))).toEqual({ buildId: ID, debugInfo: 'embedded' });
  });

  it('find the GUID in PE, in the order in which debuggers write it', () => {
    expect(peFacts(pe())).toEqual({ buildId: '33221100554477668899aabbccddeeff', debugInfo: 'separate' });
    expect(peFacts(pe('/4'))?.debugInfo).toBe('embedded');
  });

  it('take nothing else for a binary, and no truncated binary for a whole one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
    const inspect = (bytes: Buffer) => {
      writeFileSync(join(folder, 'file'), bytes);
      return inspectBinary(join(folder, 'file'));
    };
    try {
      expect(inspect(elf(true, true, '.text'))?.buildId).toBe(ID);
      expect(inspect(Buffer.from('\0asm\x01\0\0\0'))).toBeUndefined();
      expect(inspect(Buffer.alloc(0))).toBeUndefined();
      expect(inspect(elf(true, true, '.text').subarray(0, 70))).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function reading(bytes: Buffer): Read {
  return (offset, size) => bytes.subarray(offset, offset + size);
}

/** A header, one PT_NOTE segment with two notes, two sections and their names. */
function elf(wide: boolean, little: boolean, section: string): Buffer {
  const bytes = Buffer.alloc(0x200);
  const half = (value: number, at: number) =>
    little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  const int = (value: number, at: number) => (little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at));
  const word = (value: number, at: number) => int(value, wide && !little ? at + 4 : at);
  const [programs, notes, sections, names] = [0x80, 0xc0, 0x100, 0x1c0];
  bytes.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2]);
  word(programs, wide ? 0x20 : 0x1c);
  half(0x38, wide ? 0x36 : 0x2a);
  half(1, wide ? 0x38 : 0x2c);
  int(4, programs);
  word(notes, programs + (wide ? 0x08 : 0x04));
  word(48, programs + (wide ? 0x20 : 0x10));
  word(4, programs + (wide ? 0x30 : 0x1c));
  // A note of another vendor first: name of 3 padded to 4, no description.
  [3, 0, 1].forEach((value, index) => int(value, notes + index * 4));
  [4, 16, 3].forEach((value, index) => int(value, notes + 16 + index * 4));
  bytes.write('GNU\0', notes + 28, 'latin1');
  bytes.write(ID, notes + 32, 'hex');
  word(sections, wide ? 0x28 : 0x20);
  half(0x40, wide ? 0x3a : 0x2e);
  half(2, wide ? 0x3c : 0x30);
  half(1, wide ? 0x3e : 0x32);
  int(1, sections);
  int(1, sections + 4);
  word(names, sections + 0x40 + (wide ? 0x18 : 0x10));
  bytes.write(`\0${section}\0`, names, 'latin1');
  return bytes;
}

function machO(segment = '__TEXT\0\0', symbol = 0x0e): Buffer {
  const bytes = Buffer.alloc(32 + 24 + 72 + 24 + 16);
  bytes.writeUInt32LE(0xfeedfacf, 0);
  bytes.writeUInt32LE(3, 16);
  bytes.writeUInt32LE(0x1b, 32);
  bytes.writeUInt32LE(24, 36);
  bytes.write(ID, 40, 'hex');
  bytes.writeUInt32LE(0x19, 56);
  bytes.writeUInt32LE(72, 60);
  bytes.write(segment, 64, 'latin1');
  bytes.writeUInt32LE(0x2, 128);
  bytes.writeUInt32LE(24, 132);
  bytes.writeUInt32LE(152, 136);
  bytes.writeUInt32LE(1, 140);
  bytes.writeUInt8(symbol, 156);
  return bytes;
}

function universal(slice: Buffer): Buffer {
  const header = Buffer.alloc(64);
  header.writeUInt32BE(0xcafebabe, 0);
  header.writeUInt32BE(1, 4);
  header.writeUInt32BE(64, 16);
  return Buffer.concat([header, slice]);
}

/** One section at address 0x1000, which holds the debug directory and the record it points to. */
function pe(section = '.rdata'): Buffer {
  const bytes = Buffer.alloc(0x300);
  const [header, optional, table, raw] = [0x40, 0x58, 0x148, 0x200];
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(header, 0x3c);
  bytes.write('PE\0\0', header, 'latin1');
  bytes.writeUInt16LE(1, header + 6);
  bytes.writeUInt16LE(table - optional, header + 20);
  bytes.writeUInt16LE(0x20b, optional);
  bytes.writeUInt32LE(0x1000, optional + 112 + 48);
  bytes.writeUInt32LE(28, optional + 112 + 52);
  bytes.write(section, table, 'latin1');
  [0x1000, 0x100, raw].forEach((value, index) => bytes.writeUInt32LE(value, table + 12 + index * 4));
  bytes.writeUInt32LE(2, raw + 12);
  bytes.writeUInt32LE(raw + 0x20, raw + 24);
  bytes.write('RSDS', raw + 0x20, 'latin1');
  bytes.write(ID, raw + 0x24, 'hex');
  return bytes;
}
