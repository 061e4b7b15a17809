import { type Coding, CODINGS } from './coding.js';

/** The end of a strong tag that names a coding. */
const SUFFIX = new RegExp(`-(${CODINGS.join('|')})"$`);

/**
 * The entity tag of a text in a coding: `"42-gzip"`. Strong tags are of bytes, which differ from coding to coding (RFC 9110,
 * 8.8.3.3); weak ones are of what is meant, which does not.
 */
export function codedTag(tag: string, coding: Coding | undefined): string {
  return coding === undefined || tag.startsWith('W/') ? tag : `${tag.slice(0, -1)}-${coding}"`;
}

/** A tag, strong or weak, as it is of the text without a coding. */
export function plainTag(tag: string): string {
  return tag.replace(SUFFIX, '"');
}

/** The coding that a tag names. */
export function codingOfTag(tag: string): Coding | undefined {
  return SUFFIX.exec(tag)?.[1] as Coding | undefined;
}
