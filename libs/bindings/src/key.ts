import { BimetalError } from './bimetal-error.js';
import { checkCharacters, checkSegments, checkText } from './key-rules.js';
import { refused } from './refused.js';
import { compareUtf8 } from './utf8.js';

const NUMBER_MAX = 2n ** 64n - 1n;
const NUMBER_DIGITS_MAX = 20;
/** What earlier releases took as a name: `/` stood anywhere in it. */
const EARLIER_NAME = /^[!-~]{8}-$/;

/**
 * What a document is called: 1 to 512 bytes of UTF-8 without control characters. `/` separates segments, none of them
 * empty, `.` or `..`. A key that ends in `-` and a number has both as parts, and stands by the number: `user-9` before
 * `user-10`. Nothing is normalised: two texts never name one key.
 */
export class Key {
  /** All of the text before the number, `-` included; all of it where there is no number. */
  readonly name: string;
  /** The number that the text ends in. A `bigint`, because a `number` cannot hold them all. */
  readonly number: bigint | undefined;
  readonly #text: string;

  private constructor(text: string) {
    const digits = digitsAtEnd(text);
    this.name = digits === 0 ? text : text.slice(0, -digits);
    this.number = digits === 0 ? undefined : BigInt(text.slice(-digits));
    this.#text = text;
    Object.freeze(this);
  }

  /** @internal A text that is a key, since the store has it: a cursor makes thousands, and checks none again. */
  static ofStored(text: string): Key {
    checkText(text);
    return new Key(text);
  }

  /**
   * Reads a text. One that earlier releases took, 8 printable ASCII characters, `-` and a number, is a key whatever its
   * segments are, so that it can be read and removed; writing under it is refused.
   *
   * @throws {BimetalError} ARGUMENT_INVALID, KEY_EMPTY, KEY_TOO_LONG, KEY_CHARACTER or KEY_SEGMENT, checked in this order; the same checks
   * as in Rust, by the same vectors.
   */
  static parse(text: string): Key {
    checkCharacters(text);
    const key = new Key(text);
    if (key.number === undefined || !EARLIER_NAME.test(key.name)) {
      checkSegments(text);
    }
    return key;
  }

  /**
   * Joins a name that ends in `-` and a number from 0 to 2^64 - 1; a name alone is read as {@link Key.parse} reads it.
   *
   * @throws {BimetalError} ARGUMENT_INVALID, KEY_BAD_NUMBER, or what {@link Key.parse} throws.
   */
  static of(name: string, number?: bigint): Key {
    if (number === undefined) {
      return Key.parse(name);
    }
    checkText(name);
    if (typeof number !== 'bigint' || number < 0n || number > NUMBER_MAX || !name.endsWith('-')) {
      throw new BimetalError(
        'KEY_BAD_NUMBER',
        "a key's number is from 0 to 18446744073709551615, behind a name that ends in `-`",
      );
    }
    return Key.parse(`${name}${number}`);
  }

  /** @internal The text of a key, `undefined` for what is none: asked by the private field, which nothing else can have. */
  static textOf(value: unknown): string | undefined {
    return typeof value === 'object' && value !== null && #text in value ? value.#text : undefined;
  }

  /** Whether {@link Key.parse} would read the text. */
  static isKey(text: unknown): text is string {
    if (typeof text !== 'string') {
      return false;
    }
    try {
      Key.parse(text);
      return true;
    } catch {
      return false;
    }
  }

  /** The text, as it was given. */
  toString(): string {
    return this.#text;
  }

  /** The text: JSON has no form for a 64-bit number. */
  toJSON(): string {
    return this.#text;
  }

  /** Whether both name the same document. What is no key names none. */
  equals(other: Key): boolean {
    return this.#text === Key.textOf(other);
  }

  /**
   * Below, equal to or above 0 as this key stands before, at or behind the other in a store: by the bytes of the names,
   * then no number before any, then by the numbers.
   *
   * @throws {BimetalError} ARGUMENT_INVALID.
   */
  compare(other: Key): -1 | 0 | 1 {
    if (Key.textOf(other) === undefined) {
      throw refused('other', 'a Key');
    }
    const names = compareUtf8(this.name, other.name);
    if (names !== 0 || this.number === other.number) {
      return names;
    }
    return this.number === undefined || (other.number !== undefined && this.number < other.number) ? -1 : 1;
  }
}

const [ZERO, NINE, DASH] = [0x30, 0x39, 0x2d];

/** How many digits a key's number has: no sign and no leading zero. One that is too large is a part of the name. */
function digitsAtEnd(text: string): number {
  let first = text.length;
  while (first > 0 && text.charCodeAt(first - 1) >= ZERO && text.charCodeAt(first - 1) <= NINE) {
    first -= 1;
  }
  const digits = text.length - first;
  const isCanonical = digits === 1 || (digits > 1 && text.charCodeAt(first) !== ZERO);
  if (!isCanonical || text.charCodeAt(first - 1) !== DASH || digits > NUMBER_DIGITS_MAX) {
    return 0;
  }
  return digits === NUMBER_DIGITS_MAX && BigInt(text.slice(first)) > NUMBER_MAX ? 0 : digits;
}
