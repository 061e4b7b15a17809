import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Store, type TaggedText } from '@bimetal/bindings';
import { codingOf } from '../compression/coding.js';
import { COMPRESSED_BYTES_MIN } from '../compression/compression.js';
import { EXPIRES } from '../http/expiry.js';
import { JSON_TYPE } from '../http/json-type.js';
import { writePlainHead } from '../http/plain-head.js';
import { isLarge } from './large-answers.js';
import { READ_CACHING } from './read-caching.js';

/** What documents are read from, and whether some of them are compressed for who accepts that. */
export interface ReadTerms {
  readonly store: Store;
  readonly compresses: boolean;
}

/**
 * Answers with a document, and says whether it did: not where there is none, or a large one, or one that is to be compressed, or
 * the store fails.
 */
export function answerRead(
  { store, compresses }: ReadTerms,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  let document: TaggedText | undefined;
  try {
    document = store.getTagged(key);
  } catch {
    return false;
  }
  if (document === undefined || isLarge(document.value)) return false;
  const { value, tag, expires } = document;
  const bytes = Buffer.byteLength(value);
  const varies = compresses && bytes >= COMPRESSED_BYTES_MIN;
  if (varies && codingOf(request.headers['accept-encoding']) !== undefined) return false;
  const headers = ['content-type', JSON_TYPE, 'cache-control', READ_CACHING, 'etag', tag, 'content-length', `${bytes}`];
  if (varies) headers.push('vary', 'Accept-Encoding');
  if (expires !== undefined) headers.push(EXPIRES, expires);
  writePlainHead(request, response, headers);
  // A text of ASCII alone is the same in both, and copied faster as the first.
  response.end(value, bytes === value.length ? 'latin1' : 'utf8');
  return true;
}
