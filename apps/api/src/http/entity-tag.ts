import { type Revision } from '@bimetal/bindings';
import { RequestError } from '../problem/request-error.js';

/** What `If-Match` or `If-None-Match` names: anything that is there, or some entity tags as they were sent. */
export type EntityTags = '*' | readonly string[];

/** One tag, strong or weak (RFC 9110, 8.8.3). */
const TAG = /(?:W\/)?"[^"]*"/g;
const TAGS = /^\s*(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*\s*$/;

/** The revision of a document as its entity tag: `"42"`. */
export function entityTag(revision: Revision): string {
  return `"${revision}"`;
}

export function parseEntityTags(name: string, header: string): EntityTags {
  if (header.trim() === '*') return '*';
  if (!TAGS.test(header)) {
    throw new RequestError('REQUEST_INVALID', `${name} is * or entity tags such as "42", not ${header}`);
  }
  return header.match(TAG) ?? [];
}

/** Whether one of the tags is that of the revision. A weak tag counts only where that is enough. */
export function hasTagOf(tags: EntityTags, revision: Revision | undefined, comparison: 'strong' | 'weak'): boolean {
  if (revision === undefined) return false;
  if (tags === '*') return true;
  const tag = entityTag(revision);
  return tags.some((other) => other === tag || (comparison === 'weak' && other === `W/${tag}`));
}
