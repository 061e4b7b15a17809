import { type IncomingHttpHeaders } from 'node:http';
import { type EntityTags } from '../http/entity-tag.js';
import { codedTag, codingOfTag, plainTag } from './coded-tag.js';
import { accepts, type Coding } from './coding.js';

/**
 * The tag of what a client has already, of those that its `If-None-Match` names; undefined when it has nothing of it. It is told
 * by 304, so that a cache knows which of the texts it keeps is meant (RFC 9111, 4.3.4). What is in a coding that the client does
 * not read was kept for another one.
 *
 * @param named what `If-None-Match` names
 * @param tag the tag of what there is, without a coding
 * @param coding the coding in which it would be sent
 */
export function heldTag(
  named: EntityTags | undefined,
  tag: string,
  coding: Coding | undefined,
  headers: IncomingHttpHeaders,
): string | undefined {
  if (named === undefined) return undefined;
  if (named === '*') return codedTag(tag, coding);
  for (const sent of named) {
    const strong = sent.replace(/^W\//, '');
    if (plainTag(strong) !== plainTag(tag.replace(/^W\//, ''))) continue;
    const held = codingOfTag(strong);
    if (held === undefined || accepts(headers['accept-encoding'], held)) return codedTag(tag, held);
  }
  return undefined;
}
