import { type Bytes, type Entry, isSpace, joined, type Splitter } from './entry';

const LINE_END = 0x0a;

/** Finds lines. Those without anything in them are counted, and are no entries. */
export class LineSplitter implements Splitter {
  #held: Bytes = new Uint8Array(0);
  /** Where what is held begins. */
  #at: number;
  #line = 0;

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
    for (let end = text.indexOf(LINE_END, this.#held.length); end !== -1; end = text.indexOf(LINE_END, begin)) {
      this.#add(entries, text.subarray(begin, end), this.#at + begin);
      begin = end + 1;
    }
    this.#held = text.subarray(begin);
    this.#at += begin;
    return entries;
  }

  end(): Entry[] {
    const entries: Entry[] = [];
    this.#add(entries, this.#held, this.#at);
    this.#held = new Uint8Array(0);
    return entries;
  }

  #add(entries: Entry[], bytes: Bytes, at: number): void {
    this.#line += 1;
    if (!bytes.every(isSpace)) entries.push({ number: this.#line, at, bytes });
  }
}
