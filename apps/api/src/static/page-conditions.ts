import { type IncomingHttpHeaders } from 'node:http';
import { hasTag, parseEntityTags } from '../http/entity-tag.js';
import { RequestError } from '../problem/request-error.js';

/**
 * Whether the client has a file of the page already (304). Throws when it wants one that is not this one (412). What is
 * malformed in `If-None-Match` names nothing: the file is sent.
 */
export function isUnchanged(headers: IncomingHttpHeaders, etag: string): boolean {
  const { 'if-match': match, 'if-none-match': none } = headers;
  if (match !== undefined && !hasTag(parseEntityTags('If-Match', match), etag, 'strong')) {
    throw notTheNamed();
  }
  if (none === undefined) return false;
  try {
    return hasTag(parseEntityTags('If-None-Match', none), etag, 'weak');
  } catch {
    return false;
  }
}

export function notTheNamed(): RequestError {
  return new RequestError('PRECONDITION_FAILED', 'the file is not the one that If-Match names: ask for it without');
}
