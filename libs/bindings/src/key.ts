import { BimetalError } from './bimetal-error.js';

const PREFIX_LENGTH = 8;
const NUMBER_MAX = 2n ** 64n - 1n;
/** No sign, no leading zero, and never more digits than the largest number has. */
const CANONICAL_NUMBER = /^(?:0|[1-9][0-9]{0,19})$/;

/**
 * The name of a document: 8 printable ASCII characters (0x21 to 0x7E) and an unsigned 64-bit number, written
 * `abcdefgh-42`. The text form is canonical: two texts never name one key.
 */
export class Key {
  /** The 8 ASCII characters. */
  readonly prefix: string;
  /** The number. A `bigint`, because a `number` cannot hold them all. */
  readonly number: bigint;
  readonly #text: string;

  private constructor(prefix: string, number: bigint) {
    this.prefix = prefix;
    this.number = number;
    this.#text = `${prefix}-${number}`;
    Object.freeze(this);
  }

  /**
   * Reads the text form.
   *
   * @throws {BimetalError} KEY_NOT_ASCII, KEY_TOO_SHORT, KEY_NO_SEPARATOR or KEY_BAD_NUMBER, checked in this order; the
   * same checks as in Rust, by the same vectors.
   */
  static parse(text: string): Key {
    checkPrintable(text.slice(0, PREFIX_LENGTH));
    if (text.length <= PREFIX_LENGTH) {
      throw tooShort(text.length);
    }
    if (text[PREFIX_LENGTH] !== '-') {
      throw noSeparator();
    }
    const digits = text.slice(PREFIX_LENGTH + 1);
    // The pattern first: `BigInt('')` is 0n and `BigInt('0x10')` is 16n.
    if (!CANONICAL_NUMBER.test(digits)) {
      throw badNumber();
    }
    return new Key(text.slice(0, PREFIX_LENGTH), checkNumber(BigInt(digits)));
  }

  /**
   * Joins a prefix of exactly 8 printable ASCII characters and a number from 0 to 2^64 - 1.
   *
   * @throws {BimetalError} KEY_NOT_ASCII, KEY_TOO_SHORT, KEY_NO_SEPARATOR (a ninth character stands where the separator
   * belongs) or KEY_BAD_NUMBER.
   */
  static of(prefix: string, number: bigint): Key {
    checkPrintable(prefix);
    if (prefix.length < PREFIX_LENGTH) {
      throw tooShort(prefix.length);
    }
    if (prefix.length > PREFIX_LENGTH) {
      throw noSeparator();
    }
    return new Key(prefix, checkNumber(number));
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

  /** The canonical text, `abcdefgh-42`. */
  toString(): string {
    return this.#text;
  }

  /** The canonical text: JSON has no form for a 64-bit number. */
  toJSON(): string {
    return this.#text;
  }

  /** Whether both name the same document. */
  equals(other: Key): boolean {
    return this.#text === other.#text;
  }

  /** Below, equal to or above 0 as this key stands before, at or behind the other in a store. */
  compare(other: Key): -1 | 0 | 1 {
    if (this.prefix !== other.prefix) {
      // ASCII: the order of UTF-16 units is the order of the stored bytes.
      return this.prefix < other.prefix ? -1 : 1;
    }
    return this.number === other.number ? 0 : this.number < other.number ? -1 : 1;
  }
}

function checkPrintable(text: string): void {
  for (let position = 0; position < text.length; position += 1) {
    const unit = text.charCodeAt(position);
    if (unit < 0x21 || unit > 0x7e) {
      throw new BimetalError(
        'KEY_NOT_ASCII',
        `a key starts with 8 printable ASCII characters (0x21 to 0x7E): the one at byte ${position} is not`,
        { details: { position } },
      );
    }
  }
}

function checkNumber(number: bigint): bigint {
  if (typeof number !== 'bigint' || number < 0n || number > NUMBER_MAX) {
    throw badNumber();
  }
  return number;
}

function tooShort(length: number): BimetalError {
  return new BimetalError(
    'KEY_TOO_SHORT',
    `a key has at least 10 characters, this one has ${length}: write 8 characters, \`-\` and a number`,
    { details: { length } },
  );
}

function noSeparator(): BimetalError {
  return new BimetalError(
    'KEY_NO_SEPARATOR',
    'a key has `-` after its first 8 characters: write it like `abcdefgh-42`',
  );
}

function badNumber(): BimetalError {
  return new BimetalError(
    'KEY_BAD_NUMBER',
    'a key ends in a number from 0 to 18446744073709551615 without sign, leading zero or spaces',
  );
}
