import type { BinaryFacts } from './facts.ts';
import type { Read } from './read.ts';

const PT_NOTE = 4;
const NT_GNU_BUILD_ID = 3;
const SHT_NOBITS = 8;
const HEADER_BYTES_MIN = 52;
/** LIMIT: names are cut, and notes left out, beyond what linkers write: a damaged file may say that it has any number. */
const NAME_BYTES_MAX = 256;
const NOTES_MAX = 1000;

/** A note is found by segment, so a stripped file has it too. `start` and `end` are where its content lies in the file. */
export interface ElfNote {
  name: string;
  type: number;
  start: number;
  end: number;
}

/** An ELF file (System V gABI, chapters 4 and 5). Hides the two sizes and the two byte orders of the format. */
export class ElfFile {
  readonly #read: Read;
  readonly #wide: boolean;
  readonly #little: boolean;

  private constructor(read: Read, header: Buffer) {
    this.#read = read;
    this.#wide = header[4] === 2;
    this.#little = header[5] === 1;
  }

  /** Undefined for a file of another format. */
  static of(read: Read): ElfFile | undefined {
    const header = read(0, HEADER_BYTES_MIN);
    if (header.length < HEADER_BYTES_MIN || header.readUInt32BE(0) !== 0x7f454c46) return undefined;
    return new ElfFile(read, header);
  }

  *notes(): Generator<ElfNote> {
    const start = this.#word(this.#wide ? 0x20 : 0x1c);
    const size = this.#half(this.#wide ? 0x36 : 0x2a);
    const count = this.#half(this.#wide ? 0x38 : 0x2c);
    for (let at = start; at < start + count * size; at += size) {
      if (this.#int(at) !== PT_NOTE) continue;
      const offset = this.#word(at + (this.#wide ? 0x08 : 0x04));
      const length = this.#word(at + (this.#wide ? 0x20 : 0x10));
      const align = this.#word(at + (this.#wide ? 0x30 : 0x1c)) === 8 ? 8 : 4;
      yield* this.#notesIn(offset, offset + length, align);
    }
  }

  /** A note is three sizes, a padded name and a padded content. */
  *#notesIn(segment: number, end: number, align: number): Generator<ElfNote> {
    const padded = (length: number) => Math.ceil(length / align) * align;
    for (let at = segment, count = 0; at + 12 <= end && count < NOTES_MAX; count++) {
      const [nameLength, length, type] = [this.#int(at), this.#int(at + 4), this.#int(at + 8)];
      const start = at + padded(12 + nameLength);
      yield { name: this.#text(at + 12, nameLength), type, start, end: start + length };
      at = start + padded(length);
    }
  }

  sections(): { name: string; type: number }[] {
    const start = this.#word(this.#wide ? 0x28 : 0x20);
    const size = this.#half(this.#wide ? 0x3a : 0x2e);
    const count = this.#half(this.#wide ? 0x3c : 0x30);
    if (start === 0 || count === 0) return [];
    const namesHeader = start + this.#half(this.#wide ? 0x3e : 0x32) * size;
    const names = this.#word(namesHeader + (this.#wide ? 0x18 : 0x10));
    return Array.from({ length: count }, (_, index) => {
      const at = start + index * size;
      return { name: this.#text(names + this.#int(at), NAME_BYTES_MAX), type: this.#int(at + 4) };
    });
  }

  /** Up to the zero that ends it. */
  #text(at: number, bytes: number): string {
    return this.#read(at, Math.min(bytes, NAME_BYTES_MAX)).toString('latin1').split('\0', 1)[0] ?? '';
  }

  #half(at: number): number {
    const bytes = this.#read(at, 2);
    return this.#little ? bytes.readUInt16LE() : bytes.readUInt16BE();
  }

  #int(at: number): number {
    const bytes = this.#read(at, 4);
    return this.#little ? bytes.readUInt32LE() : bytes.readUInt32BE();
  }

  #word(at: number): number {
    if (!this.#wide) return this.#int(at);
    const bytes = this.#read(at, 8);
    return Number(this.#little ? bytes.readBigUInt64LE() : bytes.readBigUInt64BE());
  }
}

export function elfFacts(read: Read): BinaryFacts | undefined {
  const elf = ElfFile.of(read);
  if (elf === undefined) return undefined;
  const id = [...elf.notes()].find(({ name, type }) => name === 'GNU' && type === NT_GNU_BUILD_ID);
  const debug = elf.sections().some(({ name, type }) => /^\.z?debug_info$/.test(name) && type !== SHT_NOBITS);
  return {
    buildId: id && read(id.start, id.end - id.start).toString('hex'),
    debugInfo: debug ? 'embedded' : 'absent',
  };
}
