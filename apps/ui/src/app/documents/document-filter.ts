import { draftOf } from './document-draft';
import { isUnsaved } from './document-state';
import { type OpenDocument } from './open-document';

/** LIMIT: of a very long value only this much is searched, so that typing in the filter stays quick. */
const SEARCHED_CHARS_MAX = 65_536;

/** Words already prepared, because a filter looks at every document again at each keystroke. */
const prepared = new WeakMap<OpenDocument, { stored: string | undefined; words: string }>();

/** The documents that hold the searched text, in key, title, description or JSON. Unsaved work is never hidden. */
export function filterDocuments(documents: readonly OpenDocument[], query: string): readonly OpenDocument[] {
  const searched = query.trim().toLowerCase();
  if (searched === '') return documents;
  return documents.filter(
    (document) => document.added || isUnsaved(document.state()) || wordsOf(document).includes(searched),
  );
}

function wordsOf(document: OpenDocument): string {
  const { stored } = document.state();
  const known = prepared.get(document);
  if (known !== undefined && known.stored === stored) return known.words;
  const draft = draftOf(stored);
  const text = draft.kind === 'json' ? draft.text : `${draft.title}\n${draft.description}`;
  const words = `${document.key}\n${text.slice(0, SEARCHED_CHARS_MAX)}`.toLowerCase();
  prepared.set(document, { stored, words });
  return words;
}
