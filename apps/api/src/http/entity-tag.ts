import { type Revision } from '@bimetal/bindings';
import { plainTag } from '../compression/coded-tag.js';
import { RequestError } from '../problem/request-error.js';

/** What `If-Match` or `If-None-Match` names: anything that is there, or some entity tags as they were sent. */
export type EntityTags = '*' | readonly string[];

/**
 * One element of a list, and what ends it: a tag, strong or weak (RFC 9110, 8.8.3), or nothing, which a list may have (5.6.1).
 * Spaces belong to one place alone, so that many of them are gone through once.
 */
const ELEMENT = /[ \t]*(?:((?:W\/)?"[^"]*")[ \t]*)?(,|$)/y;

/** The revision of a document as its entity tag: `"42"`. */
export function entityTag(revision: Revision): string {
  return `"${revision}"`;
}

export function parseEntityTags(name: string, header: string): EntityTags {
  if (header.trim() === '*') return '*';
  const tags: string[] = [];
  for (let at = 0, end = ','; end !== ''; at = ELEMENT.lastIndex) {
    ELEMENT.lastIndex = at;
    const element = ELEMENT.exec(header);
    if (element === null) throw malformed(name, header);
    const [, tag, ending = ''] = element;
    if (tag !== undefined) tags.push(tag);
    end = ending;
  }
  if (tags.length === 0) throw malformed(name, header);
  return tags;
}

/** Whether one of the tags is that of the revision, in whatever coding. A weak tag counts only where that is enough. */
export function hasTagOf(tags: EntityTags, revision: Revision | undefined, comparison: 'strong' | 'weak'): boolean {
  const plain = tags === '*' ? tags : tags.map(plainTag);
  return hasTag(plain, revision === undefined ? undefined : entityTag(revision), comparison);
}

/** Whether one of the tags is the one of what is there, if something is. */
export function hasTag(tags: EntityTags, tag: string | undefined, comparison: 'strong' | 'weak'): boolean {
  if (tag === undefined) return false;
  if (tags === '*') return true;
  if (comparison === 'strong') return !tag.startsWith('W/') && tags.includes(tag);
  const opaque = tag.replace(/^W\//, '');
  return tags.some((other) => other === opaque || other === `W/${opaque}`);
}

function malformed(name: string, header: string): RequestError {
  return new RequestError('REQUEST_INVALID', `${name} is * or entity tags such as "42", not ${header}`);
}
