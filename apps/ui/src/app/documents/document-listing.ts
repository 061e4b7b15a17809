import { JsonBroken, JsonScanner } from '../json/json-scanner';

/** One document as the list has it: its key and its value's text, as stored. */
export interface ListedDocument {
  readonly key: string;
  readonly text: string;
}

/** Takes a list of documents apart while it arrives, without parsing the values. */
export class ListingScan {
  #at = 0;
  /** How much was there when the next document was not yet whole. */
  #waited = 0;
  #isBegun = false;
  #isClosed = false;

  /** Whether a list has begun to arrive, rather than something else. */
  get isBegun(): boolean {
    return this.#isBegun;
  }

  /**
   * The documents that are whole by now and were not before. `arrived` is all of the text so far. A document of megabytes is
   * looked at again only when twice as much of it is there, or when `isAll` says that no more comes.
   */
  *take(arrived: string, isAll: boolean): Generator<ListedDocument, void, undefined> {
    if (!isAll && arrived.length - this.#at < 2 * this.#waited) return;
    this.#waited = 0;
    try {
      for (let document = this.#next(arrived); document !== undefined; document = this.#next(arrived)) yield document;
    } catch (error) {
      if (!(error instanceof JsonBroken) || isAll) throw error;
      this.#waited = arrived.length - this.#at;
    }
  }

  /** The next document; undefined behind the last. Throws `JsonBroken` where the text ends before, and moves only past what is whole. */
  #next(arrived: string): ListedDocument | undefined {
    if (this.#isClosed) return undefined;
    const scanner = new JsonScanner(arrived, this.#at);
    if (!this.#isBegun) {
      const first = scanner.peek();
      if (first !== '' && first !== '[') throw new Error('What came is no list of documents.');
      scanner.expect('[');
      this.#at = scanner.at;
      this.#isBegun = true;
    }
    if (scanner.peek() === ']') {
      this.#isClosed = true;
      return undefined;
    }
    if (scanner.peek() === ',') scanner.expect(',');
    const members = new Map(Array.from(scanner.members(), ({ name, text }) => [name, text]));
    this.#at = scanner.at;
    return { key: JSON.parse(members.get('key') ?? '""') as string, text: members.get('value') ?? 'null' };
  }
}
