import { type IncomingMessage } from 'node:http';
import { paths } from '@bimetal/contract';
import { RequestError } from '../problem/request-error.js';
import { isRepeated } from './host.js';
import { mediaParametersOf } from './media-parameters.js';
import { pathOf } from './path.js';
import { routedPath } from './route.js';

const FORM = 'application/x-www-form-urlencoded';

/** The type of documents that stand in a line each. */
const LINES = /^application\/(?:x-)?(?:ndjson|jsonl)[ \t]*(?:;|$)/i;

/** Whether a media type says that documents stand in a line each. */
export function isLinesType(type: string | undefined): boolean {
  return type !== undefined && LINES.test(type);
}

function isForImport(type: string, url: string | undefined): boolean {
  return isLinesType(type) && routedPath(pathOf(url)) === paths.import;
}

/** Throws why the body of a write cannot be a value, or the documents of an import: its type, its encoding, or that it is only a part. */
export function checkContent(request: IncomingMessage): void {
  const type = request.headers['content-type'];
  if (type !== undefined && type !== 'application/json' && !isForImport(type, request.url)) checkType(type);
  checkWhole(request);
}

/** Throws why a body, of whatever type, cannot be taken as it is: two types, an encoding, or that it is only a part. */
export function checkWhole({ headers, rawHeaders }: IncomingMessage): void {
  const type = headers['content-type'];
  if (type !== undefined && isRepeated(rawHeaders, 'content-type')) {
    throw new RequestError('REQUEST_INVALID', 'the request has two Content-Type headers: send one');
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && !encoding.split(',').every((coding) => /^(?:identity)?$/i.test(coding.trim()))) {
    throw new RequestError('CONTENT_TYPE_UNSUPPORTED', `a value is sent as it is, not in the encoding '${encoding}'`);
  }
  // Taken as the whole, a part would replace the rest (RFC 9110, 14.5).
  if (headers['content-range'] !== undefined) {
    throw new RequestError('REQUEST_INVALID', 'a value is sent whole: leave Content-Range out');
  }
}

/**
 * `application/json`, in UTF-8 when it names a charset; other parameters mean nothing (RFC 8259, 11). Types that end in +json
 * mean more than a value: not these.
 */
function checkType(type: string): void {
  if (!/^application\/json[ \t]*(?:;|$)/i.test(type)) {
    const hint = type.toLowerCase().startsWith(FORM) ? ": curl says so with -H 'content-type: application/json'" : '';
    throw new RequestError('CONTENT_TYPE_UNSUPPORTED', `a value is sent as application/json, not as '${type}'${hint}`);
  }
  checkCharset(type);
}

/** Throws why a type that may name a charset is not in UTF-8. */
export function checkCharset(type: string): void {
  for (const { name, value } of mediaParametersOf(type)) {
    if (name !== 'charset' || /^utf-?8$/i.test(value)) continue;
    throw new RequestError('CONTENT_TYPE_UNSUPPORTED', `a value is sent in UTF-8, not in the charset '${value}'`);
  }
}
