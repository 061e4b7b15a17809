import { Key } from '@bimetal/bindings/browser';
import { type ListedDocument } from './document-listing';

/** A part of the list of all documents, or of those whose keys begin alike, in the order of keys. */
export interface ListPage {
  /** The beginning of the keys that the list is of; '' for all documents. */
  readonly prefix: string;
  /** The key that the page begins behind; undefined for the first page. */
  readonly after: Key | undefined;
  readonly documents: readonly ListedDocument[];
  /** Whether the list ends with this page. */
  readonly isLast: boolean;
}

/** The last key that the page, or one before it, has. */
export function endOf({ after, documents }: ListPage): Key | undefined {
  const last = documents.at(-1);
  return last === undefined ? after : Key.ofStored(last.key);
}

/** Tells where a key stands to the page: before (-1) or behind (1) what it covers, or within (0), listed or not. Of a key that begins otherwise the list says nothing, as of those behind. */
export function sidesOf(page: ListPage): (key: Key) => -1 | 0 | 1 {
  const { prefix, after, documents, isLast } = page;
  const end = endOf(page);
  return (key) => {
    if (!String(key).startsWith(prefix)) return 1;
    if (after !== undefined && key.compare(after) <= 0) return -1;
    if (isLast) return 0;
    return end === undefined || documents.length === 0 || key.compare(end) > 0 ? 1 : 0;
  };
}
