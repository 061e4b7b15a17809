import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Store, type TaggedText } from '@bimetal/bindings';
import { JSON_TYPE } from '../http/json-type.js';
import { writePlainHead } from '../http/plain-head.js';
import { isLarge } from './large-answers.js';
import { READ_CACHING } from './read-caching.js';

/** Answers with a document, and says whether it did: not where there is none, or a large one, or the store fails. */
export function answerRead(store: Store, key: string, request: IncomingMessage, response: ServerResponse): boolean {
  let document: TaggedText | undefined;
  try {
    document = store.getTagged(key);
  } catch {
    return false;
  }
  if (document === undefined || isLarge(document.value)) return false;
  const { value, tag } = document;
  const bytes = Buffer.byteLength(value);
  writePlainHead(request, response, [
    'content-type',
    JSON_TYPE,
    'cache-control',
    READ_CACHING,
    'etag',
    tag,
    'content-length',
    `${bytes}`,
  ]);
  // A text of ASCII alone is the same in both, and copied faster as the first.
  response.end(value, bytes === value.length ? 'latin1' : 'utf8');
  return true;
}
