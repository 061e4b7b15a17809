import { type ListedDocument } from './document-listing';
import { listed, storedDocument, unlisted } from './document-state';
import { OpenDocument } from './open-document';

/**
 * Brings the documents of the page up to a fresh list, by key. Edits, new documents and places for Undo stay.
 *
 * `isAhead` names the keys that the page knows better than the list: written here after the list was asked for. The
 * list may be older than those writes, so it has no say about them.
 */
export function mergeListing(
  open: readonly OpenDocument[],
  listing: readonly ListedDocument[],
  isAhead: (key: string) => boolean,
): OpenDocument[] {
  const known = new Map(open.map((document) => [document.key, document]));
  const texts = new Map(listing.map(({ key, text }) => [key, text]));
  const added = open.filter((document) => document.added && stays(document, texts, isAhead));
  const left = leftBehind(open, texts, isAhead);

  const merged = [...added, ...(left.get(undefined) ?? [])];
  for (const { key, text } of listing) {
    const document = known.get(key);
    if (document === undefined) {
      if (!isAhead(key)) merged.push(new OpenDocument(key, storedDocument(text)));
    } else {
      if (!isAhead(key)) document.become((state) => listed(state, text));
      if (!document.added) merged.push(document);
    }
    merged.push(...(left.get(key) ?? []));
  }
  return merged;
}

/** Whether a document that the list may lack is still to be shown; tells it that the list lacks it. */
function stays(document: OpenDocument, texts: ReadonlyMap<string, string>, isAhead: (key: string) => boolean): boolean {
  if (texts.has(document.key) || isAhead(document.key)) return true;
  const next = unlisted(document.state());
  if (next === undefined) return false;
  document.become(() => next);
  return true;
}

/** Documents that the list lacks and the page still shows, by the listed key they stand after: cards must not jump. */
function leftBehind(
  open: readonly OpenDocument[],
  texts: ReadonlyMap<string, string>,
  isAhead: (key: string) => boolean,
): Map<string | undefined, OpenDocument[]> {
  const left = new Map<string | undefined, OpenDocument[]>();
  let after: string | undefined;
  for (const document of open) {
    if (document.added) continue;
    if (texts.has(document.key)) after = document.key;
    else if (stays(document, texts, isAhead)) left.set(after, [...(left.get(after) ?? []), document]);
  }
  return left;
}
