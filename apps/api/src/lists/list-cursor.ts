import { crc32 } from 'node:zlib';
import { type Place } from '@bimetal/bindings';
import { RequestError } from '../problem/request-error.js';

/** The form of the bytes; another release may have another one. */
const VERSION = 1;

const KINDS = ['key', 'prefix'] as const;

/** Version, kind, and a sum over the list and all of it: a cursor of another list, or one that was changed, is not taken for one. */
const HEAD_BYTES = 1 + 1 + 4;

/**
 * A place in a list as a text that goes into a URL. Clients see nothing in it; it is a key, so that it means the same whatever
 * is written meanwhile, and after a restart.
 */
export function encodeCursor(place: Place, identity: string): string {
  const [kind, text] = 'key' in place ? [0, place.key] : [1, place.prefix];
  const bytes = Buffer.concat([Buffer.alloc(HEAD_BYTES), Buffer.from(text)]);
  bytes[0] = VERSION;
  bytes[1] = kind;
  bytes.writeUInt32LE(sumOf(kind, text, identity), 2);
  return bytes.toString('base64url');
}

/** The place that a cursor of this list names. Throws CURSOR_INVALID for all else. */
export function decodeCursor(cursor: string, identity: string): Place {
  const bytes = Buffer.from(cursor, 'base64url');
  const kind = bytes[1] ?? KINDS.length;
  const text = bytes.toString('utf8', HEAD_BYTES);
  const isCursor =
    bytes.length > HEAD_BYTES && bytes[0] === VERSION && kind < KINDS.length && bytes.toString('base64url') === cursor;
  if (!isCursor || bytes.readUInt32LE(2) !== sumOf(kind, text, identity)) {
    throw new RequestError(
      'CURSOR_INVALID',
      'the cursor is none of this list: follow Link, which has the other parameters too, or begin without a cursor',
    );
  }
  return KINDS[kind] === 'key' ? { key: text } : { prefix: text };
}

function sumOf(kind: number, text: string, identity: string): number {
  return crc32(`${VERSION}${kind}${text}\0${identity}`);
}
