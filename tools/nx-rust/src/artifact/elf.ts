import type { BinaryFacts } from './inspect.ts';

const PT_NOTE = 4;
const NT_GNU_BUILD_ID = 3;
const SHT_NOBITS = 8;

/** Reads an ELF file (System V gABI, chapters 4 and 5). The build id is found by segment, so a stripped file has it too. */
export function readElf(bytes: Buffer): BinaryFacts | undefined {
  if (bytes.length < 52 || bytes.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const elf = new ElfReader(bytes);
  const debug = elf.sections().some(({ name, type }) => /^\.z?debug_info$/.test(name) && type !== SHT_NOBITS);
  return { buildId: elf.buildId(), debugInfo: debug ? 'embedded' : 'absent' };
}

/** Hides the two sizes and the two byte orders of the format. */
class ElfReader {
  readonly #bytes: Buffer;
  readonly #wide: boolean;
  readonly #little: boolean;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#wide = bytes[4] === 2;
    this.#little = bytes[5] === 1;
  }

  buildId(): string | undefined {
    const start = this.#word(this.#wide ? 0x20 : 0x1c);
    const size = this.#half(this.#wide ? 0x36 : 0x2a);
    const count = this.#half(this.#wide ? 0x38 : 0x2c);
    for (let at = start; at < start + count * size; at += size) {
      if (this.#int(at) !== PT_NOTE) continue;
      const offset = this.#word(at + (this.#wide ? 0x08 : 0x04));
      const length = this.#word(at + (this.#wide ? 0x20 : 0x10));
      const align = this.#word(at + (this.#wide ? 0x30 : 0x1c)) === 8 ? 8 : 4;
      const found = this.#buildIdIn(offset, offset + length, align);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** A note is three sizes, a padded name and a padded description. */
  #buildIdIn(start: number, end: number, align: number): string | undefined {
    const padded = (length: number) => Math.ceil(length / align) * align;
    for (let at = start; at + 12 <= end;) {
      const [nameLength, length, type] = [this.#int(at), this.#int(at + 4), this.#int(at + 8)];
      const description = at + padded(12 + nameLength);
      const name = this.#bytes.toString('latin1', at + 12, at + 12 + nameLength);
      if (type === NT_GNU_BUILD_ID && name === 'GNU\0') {
        return this.#bytes.toString('hex', description, description + length);
      }
      at = description + padded(length);
    }
    return undefined;
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
      const name = names + this.#int(at);
      return { name: this.#bytes.toString('latin1', name, this.#bytes.indexOf(0, name)), type: this.#int(at + 4) };
    });
  }

  #half(at: number): number {
    return this.#little ? this.#bytes.readUInt16LE(at) : this.#bytes.readUInt16BE(at);
  }

  #int(at: number): number {
    return this.#little ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at);
  }

  #word(at: number): number {
    if (!this.#wide) return this.#int(at);
    return Number(this.#little ? this.#bytes.readBigUInt64LE(at) : this.#bytes.readBigUInt64BE(at));
  }
}
