import { stringOf, withStrings } from '../json/json-members';
import { JsonScanner } from '../json/json-scanner';

/** LIMIT: a field of one line gets slow with more. A document with a longer title is shown as JSON. */
const TITLE_CHARS_MAX = 10_000;

/** A document of the page's own shape: `{"title": "…", "description": "…"}` and nothing else. */
export interface QuickDraft {
  readonly kind: 'quick';
  readonly title: string;
  readonly description: string;
}

/** A document of any other shape: its JSON text. */
export interface JsonDraft {
  readonly kind: 'json';
  readonly text: string;
}

/** What a card lets a person edit. */
export type Draft = QuickDraft | JsonDraft;

export const BLANK_DRAFT: Draft = { kind: 'quick', title: '', description: '' };

/** The text that was taken apart last: a card asks for its own again at every key stroke, and it may have megabytes. */
let last: { readonly stored: string; readonly draft: Draft } | undefined;

/** The draft that shows a stored text; without one, the blank draft of a new document. */
export function draftOf(stored: string | undefined): Draft {
  if (stored === undefined) return BLANK_DRAFT;
  if (last?.stored !== stored) last = { stored, draft: quickDraftOf(stored) ?? { kind: 'json', text: stored } };
  return last.draft;
}

/**
 * The text that Set writes over a stored one. What the two fields of a card do not show stays as it is stored: other members,
 * and how the JSON is written.
 */
export function draftText(draft: Draft, stored: string | undefined): string {
  if (draft.kind === 'json') return draft.text;
  const fields = { title: draft.title, description: draft.description };
  return (stored === undefined ? undefined : withStrings(stored, fields)) ?? JSON.stringify(fields);
}

export function isSameDraft(one: Draft, other: Draft): boolean {
  if (one.kind === 'quick') {
    return other.kind === 'quick' && one.title === other.title && one.description === other.description;
  }
  return other.kind === 'json' && one.text === other.text;
}

/**
 * Exactly the two members, each once and a string. What else a document has should be seen, so such a document is shown as
 * JSON. Looks no further than the first member that is neither: a document may have megabytes.
 */
function quickDraftOf(stored: string): QuickDraft | undefined {
  const scanner = new JsonScanner(stored);
  if (scanner.peek() !== '{') return undefined;
  let title: string | undefined;
  let description: string | undefined;
  for (const { name, text } of scanner.members()) {
    if (name === 'title' && title === undefined) title = stringOf(text);
    else if (name === 'description' && description === undefined) description = stringOf(text);
    else return undefined;
  }
  if (title === undefined || description === undefined || title.length > TITLE_CHARS_MAX) return undefined;
  return { kind: 'quick', title, description };
}
