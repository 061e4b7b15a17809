import { draftOf, draftText, type Draft, isSameDraft } from './document-draft';
import { type Refusal } from './refusal';

/** Edits that the store does not have. */
export interface Edit {
  readonly draft: Draft;
  /** The stored text the edits started from; none for a document that was new. */
  readonly base: string | undefined;
}

/** Everything the page knows of one document. Immutable: each function below gives the state that follows. */
export interface DocumentState {
  /** The text in the store, as far as the page knows; none when the store does not have the document. */
  readonly stored: string | undefined;
  readonly edit: Edit | undefined;
  readonly activity: 'resting' | 'saving' | 'removing' | 'restoring';
  /** The revision of the last Set made here. */
  readonly revision: string | undefined;
  /** Why the last Set, Delete or Undo failed. */
  readonly refusal: Refusal | undefined;
  /** Present after Delete, with the text that Undo writes back; `text` is undefined when it was never stored. */
  readonly deleted: { readonly text: string | undefined } | undefined;
  /** Edits put aside for the stored version, so that this choice can be taken back. */
  readonly aside: Draft | undefined;
}

export const NEW_DOCUMENT: DocumentState = {
  stored: undefined,
  edit: undefined,
  activity: 'resting',
  revision: undefined,
  refusal: undefined,
  deleted: undefined,
  aside: undefined,
};

export function storedDocument(text: string): DocumentState {
  return { ...NEW_DOCUMENT, stored: text };
}

/** What the card shows: the edits where there are any, else the stored text. */
export function draftShown(state: DocumentState): Draft {
  return state.edit?.draft ?? draftOf(state.stored);
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
  return { ...state, edit, aside: undefined };
}

export function began(state: DocumentState, activity: DocumentState['activity']): DocumentState {
  return { ...state, activity, refusal: undefined };
}

export function refused(state: DocumentState, refusal: Refusal): DocumentState {
  return { ...state, activity: 'resting', refusal };
}

/** After a Set that wrote nothing, since somebody else had set the document that was to be new. The next one replaces their `text`. */
export function forestalled(state: DocumentState, text: string | undefined): DocumentState {
  const resting: DocumentState = { ...state, activity: 'resting' };
  return text === undefined ? resting : listed(resting, text);
}

/** After a Set of `text`. What was typed while it was on its way stays an edit, now of the new text. */
export function saved(state: DocumentState, text: string, revision: string): DocumentState {
  const draft = state.edit?.draft;
  const edit = draft === undefined || draftText(draft) === text ? undefined : { draft, base: text };
  return { ...NEW_DOCUMENT, stored: text, edit, revision };
}

/** After a Delete: the edits stay too, for Undo. */
export function removed(state: DocumentState, text: string | undefined): DocumentState {
  return { ...state, activity: 'resting', refusal: undefined, deleted: { text } };
}

/** After Undo of a Delete: the store has `text` again. */
export function restored(state: DocumentState, text: string | undefined, revision: string | undefined): DocumentState {
  return { ...state, activity: 'resting', refusal: undefined, deleted: undefined, stored: text, revision };
}

export function tookStored(state: DocumentState): DocumentState {
  return { ...state, edit: undefined, refusal: undefined, aside: state.edit?.draft };
}

export function broughtBack(state: DocumentState): DocumentState {
  return state.aside === undefined ? state : edited({ ...state, edit: undefined }, state.aside);
}

/** A fresh list has the document. Edits are kept; that the stored text changed under them shows as a conflict. */
export function listed(state: DocumentState, text: string): DocumentState {
  if (text === state.stored && state.deleted === undefined) return state;
  if (state.edit !== undefined && draftText(state.edit.draft) !== text) {
    return { ...state, stored: text, deleted: undefined };
  }
  return { ...storedDocument(text), aside: state.aside };
}

/** A fresh list does not have the document. Undefined when nothing of it is left to show. */
export function unlisted(state: DocumentState): DocumentState | undefined {
  if (state.deleted !== undefined || state.stored === undefined) return state;
  return state.edit === undefined ? undefined : { ...state, stored: undefined };
}
