import { BimetalError } from './bimetal-error.js';
import { refused } from './refused.js';
import { utf8Bytes } from './utf8.js';

/** The most bytes of UTF-8 that a key has. */
const KEY_BYTES_MAX = 512;
/** U+0000 to U+001F and U+007F to U+009F, and half of a surrogate pair, which UTF-8 has no bytes for. */
const FORBIDDEN = /[\p{Cc}\p{Cs}]/u;
/** A segment that browsers and proxies take away, or with which they take away another. A look behind would cost ten times as much. */
const REWRITTEN = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** @throws {BimetalError} ARGUMENT_INVALID. */
export function checkText(text: unknown): void {
  if (typeof text !== 'string') {
    throw refused('key', "a key's text");
  }
}

/** @throws {BimetalError} ARGUMENT_INVALID, KEY_EMPTY, KEY_TOO_LONG or KEY_CHARACTER. */
export function checkCharacters(text: string): void {
  checkText(text);
  if (text === '') {
    throw new BimetalError('KEY_EMPTY', 'a key has 1 to 512 bytes of UTF-8, this one is empty');
  }
  const bytes = utf8Bytes(text);
  if (bytes > KEY_BYTES_MAX) {
    throw new BimetalError('KEY_TOO_LONG', `a key has 1 to 512 bytes of UTF-8, this one has ${bytes}`, {
      details: { bytes, bytesMax: KEY_BYTES_MAX },
    });
  }
  const found = FORBIDDEN.exec(text);
  if (found !== null) {
    const position = utf8Bytes(text.slice(0, found.index));
    throw new BimetalError(
      'KEY_CHARACTER',
      `a key has no control characters and no half surrogate pairs, there is one at byte ${position}`,
      { details: { position } },
    );
  }
}

/** @throws {BimetalError} KEY_SEGMENT. */
export function checkSegments(text: string): void {
  const found = REWRITTEN.exec(text);
  if (found !== null) {
    const position = found.index === 0 ? 0 : utf8Bytes(text.slice(0, found.index)) + 1;
    throw new BimetalError(
      'KEY_SEGMENT',
      `the segments between the \`/\` of a key are not empty, \`.\` or \`..\`: the one at byte ${position} is`,
      { details: { position } },
    );
  }
}
