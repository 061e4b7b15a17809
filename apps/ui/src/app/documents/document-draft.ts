import { JsonScanner } from './json-scanner';

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

/** The draft that shows a stored text; without one, the blank draft of a new document. */
export function draftOf(stored: string | undefined): Draft {
  return stored === undefined ? BLANK_DRAFT : (quickDraftOf(stored) ?? { kind: 'json', text: stored });
}

/** The text that Set sends. */
export function draftText(draft: Draft): string {
  return draft.kind === 'json' ? draft.text : JSON.stringify({ title: draft.title, description: draft.description });
}

export function isSameDraft(one: Draft, other: Draft): boolean {
  if (one.kind === 'quick' && other.kind === 'quick') {
    return one.title === other.title && one.description === other.description;
  }
  return one.kind === other.kind && draftText(one) === draftText(other);
}

/**
 * Exactly the two members, each once and a string. With anything more, the two fields of a card would
 * silently drop it at the next Set, so such a document is shown as JSON.
 */
function quickDraftOf(stored: string): QuickDraft | undefined {
  const scanner = new JsonScanner(stored);
  if (scanner.peek() !== '{') return undefined;
  const members = scanner.members();
  const title = stringMember(members, 'title');
  const description = stringMember(members, 'description');
  if (members.length !== 2 || title === undefined || description === undefined) return undefined;
  return { kind: 'quick', title, description };
}

function stringMember(members: readonly [string, string][], name: string): string | undefined {
  const text = members.find(([candidate]) => candidate === name)?.[1];
  return text?.startsWith('"') ? (JSON.parse(text) as string) : undefined;
}
