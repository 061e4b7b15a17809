import { type IncomingHttpHeaders } from 'node:http';
import { plainTag } from '../compression/coded-tag.js';
import { heldTag } from '../compression/held-tag.js';
import { hasTag, parseEntityTags } from '../http/entity-tag.js';
import { RequestError } from '../problem/request-error.js';

/**
 * The tag of a file of the page that the client has already (304). Throws when it wants one that is not this one (412). What is
 * malformed in `If-None-Match` names nothing: the file is sent.
 */
export function heldFile(headers: IncomingHttpHeaders, etag: string): string | undefined {
  const { 'if-match': match, 'if-none-match': none } = headers;
  if (match !== undefined && !isNamed(match, etag)) throw notTheNamed();
  if (none === undefined) return undefined;
  try {
    return heldTag(parseEntityTags('If-None-Match', none), etag, undefined, headers);
  } catch {
    return undefined;
  }
}

function isNamed(match: string, etag: string): boolean {
  const tags = parseEntityTags('If-Match', match);
  return hasTag(tags === '*' ? tags : tags.map(plainTag), etag, 'strong');
}

export function notTheNamed(): RequestError {
  return new RequestError('PRECONDITION_FAILED', 'the file is not the one that If-Match names: ask for it without');
}
