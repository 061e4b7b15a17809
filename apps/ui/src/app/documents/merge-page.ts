import { listed, storedDocument, unlisted } from './document-state';
import { type ListPage, sidesOf } from './list-page';
import { OpenDocument } from './open-document';

/**
 * Brings the documents shown up to a page of a fresh list, by key. Edits, new documents and places for Undo stay, and so does
 * all that the page of the list says nothing of.
 *
 * `isAhead` names the keys that are known better here than in the list: written after the list was asked for. It may be older
 * than those writes, so it has no say about them.
 */
export function mergePage(
  open: readonly OpenDocument[],
  page: ListPage,
  isAhead: (key: string) => boolean,
): OpenDocument[] {
  const texts = new Map(page.documents.map(({ key, text }) => [key, text]));
  const sideOf = sidesOf(page);
  const added: OpenDocument[] = [];
  const before: OpenDocument[] = [];
  const within: OpenDocument[] = [];
  const behind: OpenDocument[] = [];
  for (const document of open) {
    const side = sideOf(document.place);
    if (document.added) {
      if (side !== 0 || stays(document, texts, isAhead)) added.push(document);
    } else (side < 0 ? before : side > 0 ? behind : within).push(document);
  }
  const known = new Map([...added, ...within].map((document) => [document.key, document]));
  return [...added, ...before, ...mergeWithin(within, known, page, texts, isAhead), ...behind];
}

/** What stands between the ends of the page of the list. */
function mergeWithin(
  open: readonly OpenDocument[],
  known: ReadonlyMap<string, OpenDocument>,
  { documents }: ListPage,
  texts: ReadonlyMap<string, string>,
  isAhead: (key: string) => boolean,
): OpenDocument[] {
  const left = leftBehind(open, texts, isAhead);
  const merged = [...(left.get(undefined) ?? [])];
  for (const { key, text } of documents) {
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

/** Documents that the list lacks and that are still shown, by the listed key they stand after: cards must not jump. */
function leftBehind(
  open: readonly OpenDocument[],
  texts: ReadonlyMap<string, string>,
  isAhead: (key: string) => boolean,
): Map<string | undefined, OpenDocument[]> {
  const left = new Map<string | undefined, OpenDocument[]>();
  let after: string | undefined;
  for (const document of open) {
    if (texts.has(document.key)) after = document.key;
    else if (stays(document, texts, isAhead)) left.set(after, [...(left.get(after) ?? []), document]);
  }
  return left;
}
