import { type Draft } from './document-draft';
import {
  broughtBack,
  conflictOf,
  draftShown,
  edited,
  isUnsaved,
  forestalled,
  listed,
  NEW_DOCUMENT,
  outrun,
  refused,
  removed,
  restored,
  saved,
  storedDocument,
  textToSet,
  tookStored,
  unlisted,
} from './document-state';
import { UNREACHABLE } from '../server/refusal';

const text = (title: string): string => JSON.stringify({ title, description: '' });
const draft = (title: string): Draft => ({ kind: 'quick', title, description: '' });

describe('edits', () => {
  it('are unsaved until they are saved', () => {
    const typed = edited(storedDocument(text('a')), draft('b'));
    expect(isUnsaved(typed)).toBe(true);
    const after = saved(typed, text('b'), '12');
    expect(isUnsaved(after)).toBe(false);
    expect(after).toMatchObject({ stored: text('b'), revision: '12', activity: 'resting' });
  });

  it('are none when the stored text is typed again', () => {
    expect(isUnsaved(edited(edited(storedDocument(text('a')), draft('b')), draft('a')))).toBe(false);
  });

  it('made while a Set is on its way stay, and are no conflict', () => {
    const after = saved(edited(storedDocument(text('a')), draft('c')), text('b'), '1');
    expect(draftShown(after)).toEqual(draft('c'));
    expect(isUnsaved(after)).toBe(true);
    expect(conflictOf(after)).toBeUndefined();
  });

  it('stay when a Set fails', () => {
    const failed = refused(edited(storedDocument(text('a')), draft('b')), UNREACHABLE);
    expect(draftShown(failed)).toEqual(draft('b'));
    expect(failed).toMatchObject({ refusal: UNREACHABLE, activity: 'resting' });
  });
});

describe('a fresh list', () => {
  it('brings a document up to date that nobody edits here', () => {
    const next = listed(storedDocument(text('a')), text('b'));
    expect(draftShown(next)).toEqual(draft('b'));
    expect(conflictOf(next)).toBeUndefined();
  });

  it('keeps edits, and says that the document changed under them', () => {
    const next = listed(edited(storedDocument(text('a')), draft('mine')), text('theirs'));
    expect(draftShown(next)).toEqual(draft('mine'));
    expect(conflictOf(next)).toBe('changed');
  });

  it('ends a conflict when somebody set the same text', () => {
    const next = listed(edited(storedDocument(text('a')), draft('b')), text('b'));
    expect(isUnsaved(next)).toBe(false);
  });

  it('shows that a Set arrived whose answer was lost', () => {
    const next = listed(refused(edited(NEW_DOCUMENT, draft('a')), UNREACHABLE), text('a'));
    expect(next).toMatchObject({ stored: text('a'), edit: undefined, refusal: undefined });
  });

  it('takes a deleted document away, but not edits of it', () => {
    expect(unlisted(storedDocument(text('a')))).toBeUndefined();
    const next = unlisted(edited(storedDocument(text('a')), draft('mine')));
    expect(next && draftShown(next)).toEqual(draft('mine'));
    expect(next && conflictOf(next)).toBe('deleted');
  });

  it('keeps a new document, typed in or not', () => {
    expect(unlisted(NEW_DOCUMENT)).toBe(NEW_DOCUMENT);
  });

  it('keeps the place for Undo, until the document is set elsewhere', () => {
    const gone = removed(storedDocument(text('a')), text('a'));
    expect(unlisted(gone)).toBe(gone);
    expect(listed(gone, text('b'))).toMatchObject({ stored: text('b'), deleted: undefined });
  });
});

describe('a choice', () => {
  it('of Delete can be taken back with the edits there were', () => {
    const typed = edited(storedDocument(text('a')), draft('b'));
    const back = restored(removed(typed, text('a')), text('a'), '3');
    expect(draftShown(back)).toEqual(draft('b'));
    expect(back).toMatchObject({ stored: text('a'), deleted: undefined, revision: '3' });
  });

  it('of the stored version can be taken back', () => {
    const conflicting = listed(edited(storedDocument(text('a')), draft('mine')), text('theirs'));
    const theirs = tookStored(conflicting);
    expect(draftShown(theirs)).toEqual(draft('theirs'));
    const mine = broughtBack(listed(theirs, text('theirs again')));
    expect(draftShown(mine)).toEqual(draft('mine'));
    expect(conflictOf(mine)).toBeUndefined();
  });

  it('between edits and what was put aside can be made again and again', () => {
    const typed = edited(tookStored(edited(storedDocument(text('a')), draft('one'))), draft('two'));
    const first = broughtBack(typed);
    expect(draftShown(first)).toEqual(draft('one'));
    expect(draftShown(broughtBack(first))).toEqual(draft('two'));
  });
});

describe('a write that was not made', () => {
  const found = { text: text('theirs'), revision: '7' };

  it('shows both versions, and the next one is over theirs', () => {
    const next = forestalled(edited(storedDocument(text('a'), '3'), draft('mine')), found);
    expect(draftShown(next)).toEqual(draft('mine'));
    expect(conflictOf(next)).toBe('changed');
    expect(next).toMatchObject({ stored: found.text, revision: '7', activity: 'resting' });
  });

  it('shows that the document is gone, and keeps the edits', () => {
    const next = forestalled(edited(storedDocument(text('a'), '3'), draft('mine')), undefined);
    expect(conflictOf(next)).toBe('deleted');
    expect(next).toMatchObject({ stored: undefined, revision: undefined });
    expect(draftShown(next)).toEqual(draft('mine'));
  });

  it('was made after all when the store has just that', () => {
    const next = forestalled(edited(storedDocument(text('a')), draft('theirs')), found);
    expect(next).toMatchObject({ edit: undefined, revision: '7' });
  });

  it('of Undo leaves what it would have written as an edit beside theirs', () => {
    const next = outrun(removed(storedDocument(text('a')), text('a')), found);
    expect(draftShown(next)).toEqual(draft('a'));
    expect(conflictOf(next)).toBe('changed');
    expect(next).toMatchObject({ stored: found.text, revision: '7', deleted: undefined });
  });

  it('of Undo keeps edits too, and puts the deleted text aside', () => {
    const next = outrun(removed(edited(storedDocument(text('a')), draft('mine')), text('a')), found);
    expect(draftShown(next)).toEqual(draft('mine'));
    expect(conflictOf(next)).toBe('changed');
    expect(draftShown(broughtBack(next))).toEqual(draft('a'));
  });
});

describe('what the two fields do not show', () => {
  const theirs = '{"title":"theirs","count":9007199254740993,"description":""}';

  it('stays when edits are set over it', () => {
    const next = forestalled(edited(storedDocument(text('a')), draft('mine')), { text: theirs, revision: '2' });
    expect(textToSet(next)).toBe('{"title":"mine","count":9007199254740993,"description":""}');
  });

  it('is no conflict when the fields have what was typed', () => {
    const next = listed(edited(storedDocument(text('a')), draft('theirs')), theirs);
    expect(conflictOf(next)).toBeUndefined();
    expect(textToSet(next)).toBe(theirs);
  });
});

describe('a deleted document that is set elsewhere', () => {
  it('is shown as it is now, and what was deleted can be brought back', () => {
    const next = listed(removed(storedDocument(text('a')), text('a')), text('b'));
    expect(draftShown(next)).toEqual(draft('b'));
    expect(draftShown(broughtBack(next))).toEqual(draft('a'));
  });
});
