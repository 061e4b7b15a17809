import { draftOf, draftText, type Draft, isSameDraft } from './document-draft';
import { type Refusal } from '../server/refusal';

/** Edits that the store does not have. */
export interface Edit {
  readonly draft: Draft;
  /** The stored text the edits started from; none for a document that was new. */
  readonly base: string | undefined;
}

/** A document as the store has it. */
export interface Found {
  readonly text: string;
  readonly revision: string;
}

/** Everything the page knows of one document. Immutable: each function below gives the state that follows. */
export interface DocumentState {
  /** The text in the store, as far as the page knows; none when the store does not have the document. */
  readonly stored: string | undefined;
  /** The revision of the stored text, where the page knows it: a list does not tell. */
  readonly revision: string | undefined;
  readonly edit: Edit | undefined;
  readonly activity: 'resting' | 'saving' | 'removing' | 'restoring';
  /** Why the last Set, Delete or Undo failed. */
  readonly refusal: Refusal | undefined;
  /** Present after Delete, with the text that Undo writes back; `text` is undefined when it was never stored. */
  readonly deleted: { readonly text: string | undefined } | undefined;
  /** What was put aside for the stored version, so that it can be brought back: edits, or what Undo could not write. */
  readonly aside: Draft | undefined;
}

export const NEW_DOCUMENT: DocumentState = {
  stored: undefined,
  revision: undefined,
  edit: undefined,
  activity: 'resting',
  refusal: undefined,
  deleted: undefined,
  aside: undefined,
};

export function storedDocument(text: string, revision?: string): DocumentState {
  return { ...NEW_DOCUMENT, stored: text, revision };
}

/** What the card shows: the edits where there are any, else the stored text. */
export function draftShown(state: DocumentState): Draft {
  return state.edit?.draft ?? draftOf(state.stored);
}

/** The text that Set would write. */
export function textToSet(state: DocumentState): string {
  return draftText(draftShown(state), state.stored);
}

/** Whether leaving the page would lose something. */
export function isUnsaved(state: DocumentState): boolean {
  return state.deleted === undefined ? state.edit !== undefined : state.refusal !== undefined;
}

/** Whether the store changed under the edits: somebody else set or deleted the document meanwhile. */
export function conflictOf(state: DocumentState): 'changed' | 'deleted' | undefined {
  if (state.edit === undefined || state.edit.base === state.stored) return undefined;
  return state.stored === undefined ? 'deleted' : 'changed';
}

export function edited(state: DocumentState, draft: Draft): DocumentState {
  const edit = isSameDraft(draft, draftOf(state.stored))
    ? undefined
    : { draft, base: state.edit === undefined ? state.stored : state.edit.base };
  return { ...state, edit };
}

export function began(state: DocumentState, activity: DocumentState['activity']): DocumentState {
  return { ...state, activity, refusal: undefined };
}

export function refused(state: DocumentState, refusal: Refusal): DocumentState {
  return { ...state, activity: 'resting', refusal };
}

/** After a Set or Delete that wrote nothing, since the store has something else than what the page took it to have. The next one is over that. */
export function forestalled(state: DocumentState, found: Found | undefined): DocumentState {
  const resting: DocumentState = { ...state, activity: 'resting' };
  if (found === undefined) return { ...resting, stored: undefined, revision: undefined };
  return listed(resting, found.text, found.revision);
}

/** After a Set of `text`. What was typed while it was on its way stays an edit, now of the new text. */
export function saved(state: DocumentState, text: string, revision: string): DocumentState {
  const draft = state.edit?.draft;
  const edit = draft === undefined || draftText(draft, text) === text ? undefined : { draft, base: text };
  return { ...storedDocument(text, revision), edit };
}

/** After a Delete: the edits stay too, for Undo. */
export function removed(state: DocumentState, text: string | undefined): DocumentState {
  return { ...state, activity: 'resting', refusal: undefined, deleted: { text } };
}

/** After Undo of a Delete: the store has `text` again. */
export function restored(state: DocumentState, text: string | undefined, revision: string | undefined): DocumentState {
  return { ...state, activity: 'resting', refusal: undefined, deleted: undefined, stored: text, revision };
}

/** After Undo of a Delete that wrote nothing, since somebody else has set the document anew: both versions are there to choose from. */
export function outrun(state: DocumentState, found: Found): DocumentState {
  const text = state.deleted?.text;
  const theirs = storedDocument(found.text, found.revision);
  const back = draftOf(text);
  if (text === undefined || draftText(back, found.text) === found.text) return { ...theirs, edit: state.edit };
  return state.edit === undefined
    ? { ...theirs, edit: { draft: back, base: text }, aside: state.aside }
    : { ...theirs, edit: state.edit, aside: back };
}

export function tookStored(state: DocumentState): DocumentState {
  return { ...state, edit: undefined, refusal: undefined, aside: state.edit?.draft ?? state.aside };
}

/** Puts aside what is edited now, in turn, so that nothing is lost by the choice. */
export function broughtBack(state: DocumentState): DocumentState {
  if (state.aside === undefined) return state;
  return { ...edited({ ...state, edit: undefined }, state.aside), aside: state.edit?.draft };
}

/**
 * The store has the document with this text. Edits are kept; that the stored text changed under them shows as a conflict. What
 * was deleted here, and set by somebody else since, is put aside.
 */
export function listed(state: DocumentState, text: string, revision?: string): DocumentState {
  if (text === state.stored && state.deleted === undefined) return { ...state, revision: revision ?? state.revision };
  const gone = state.deleted?.text;
  const isGone = gone !== undefined && draftText(draftOf(gone), text) !== text;
  const aside = isGone ? draftOf(gone) : state.aside;
  const isEdited = state.edit !== undefined && draftText(state.edit.draft, text) !== text;
  if (isEdited) return { ...state, stored: text, revision, deleted: undefined, aside };
  return { ...storedDocument(text, revision), aside };
}

/** A fresh list does not have the document. Undefined when nothing of it is left to show. */
export function unlisted(state: DocumentState): DocumentState | undefined {
  if (state.deleted !== undefined || state.stored === undefined) return state;
  return state.edit === undefined ? undefined : { ...state, stored: undefined, revision: undefined };
}
