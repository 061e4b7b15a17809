import { type Bytes, type Entry, FileBroken, isSpace, joined, type Splitter } from './entry';

const [QUOTE, BACKSLASH, COMMA, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
];

/**
 * Finds the entries of one array, by its brackets, commas and strings alone: what else is wrong in an entry, the server says. The text
 * begins with the bracket of the array.
 */
export class ArraySplitter implements Splitter {
  #held: Bytes = new Uint8Array(0);
  /** Where what is held begins: an entry, with what stands before it. */
  #at: number;
  #state: 'before' | 'within' | 'behind' = 'before';
  #number = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;

  constructor(at = 0) {
    this.#at = at;
  }

  get heldBytes(): number {
    return this.#held.length;
  }

  take(piece: Bytes): Entry[] {
    const text = joined(this.#held, piece);
    const entries: Entry[] = [];
    let begin = 0;
    for (let index = this.#held.length; index < text.length; index += 1) {
      const byte = text[index];
      if (this.#state === 'before') {
        this.#state = 'within';
        begin = index + 1;
      } else if (this.#state === 'behind') {
        if (!isSpace(byte))
          throw new FileBroken('TEXT_BEHIND_ARRAY', this.#at + index, 'there is text behind the array');
        begin = index + 1;
      } else if (this.#endsEntry(byte)) {
        const isLast = byte === CLOSE_ARRAY;
        this.#add(entries, text.subarray(begin, index), this.#at + begin, isLast);
        if (isLast) this.#state = 'behind';
        begin = index + 1;
      }
    }
    this.#held = text.subarray(begin);
    this.#at += begin;
    return entries;
  }

  end(): Entry[] {
    if (this.#state === 'behind') return [];
    const message = 'the file ends before its array does: part of it is missing';
    throw new FileBroken('ARRAY_NOT_CLOSED', this.#at + this.#held.length, message);
  }

  /** Reads one byte, and says whether an entry ends with it. */
  #endsEntry(byte: number | undefined): boolean {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) this.#isInString = false;
      return false;
    }
    switch (byte) {
      case QUOTE:
        this.#isInString = true;
        return false;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        this.#depth += 1;
        return false;
      case COMMA:
        return this.#depth === 0;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        if (this.#depth === 0) return byte === CLOSE_ARRAY;
        this.#depth -= 1;
        return false;
      default:
        return false;
    }
  }

  #add(entries: Entry[], bytes: Bytes, at: number, isLast: boolean): void {
    let space = 0;
    while (isSpace(bytes[space])) space += 1;
    // An array without entries has no comma either.
    if (space === bytes.length && isLast && this.#number === 0) return;
    this.#number += 1;
    entries.push({ number: this.#number, at: at + space, bytes: bytes.subarray(space) });
  }
}
