import { type Draft } from './document-draft';
import { conflictOf, draftShown, edited, NEW_DOCUMENT, removed, storedDocument } from './document-state';
import { mergeListing } from './merge-listing';
import { OpenDocument } from './open-document';

const text = (title: string): string => JSON.stringify({ title, description: '' });
const draft = (title: string): Draft => ({ kind: 'quick', title, description: '' });
const stored = (key: string, title = 'a'): OpenDocument => new OpenDocument(key, storedDocument(text(title)));
const typed = (key: string): OpenDocument => new OpenDocument(key, edited(storedDocument(text('a')), draft('mine')));
const listing = (...keys: string[]) => keys.map((key) => ({ key, text: text('a') }));
const keys = (documents: readonly OpenDocument[]): string[] => documents.map(({ key }) => key);
const never = (): boolean => false;

describe('mergeListing', () => {
  it('takes the order of the list and keeps the documents that the page has', () => {
    const one = stored('k-1');
    const merged = mergeListing([one, stored('k-3')], listing('k-0', 'k-1', 'k-2'), never);
    expect(keys(merged)).toEqual(['k-0', 'k-1', 'k-2']);
    expect(merged[1]).toBe(one);
  });

  it('knows keys by their text alone, whatever that means to JavaScript', () => {
    const odd = ['__proto__', 'constructor', ' ', 'a', 'a ', '\u00e9', 'e\u0301'];
    const open = odd.map((key) => stored(key));
    expect(mergeListing(open, listing(...odd), never)).toEqual(open);
    expect(mergeListing(open, [], never)).toEqual([]);
  });

  it('loses no edit, whatever the list says', () => {
    const [changed, gone] = [typed('k-1'), typed('k-2')];
    const merged = mergeListing([changed, gone], [{ key: 'k-1', text: text('theirs') }], never);
    expect(keys(merged)).toEqual(['k-1', 'k-2']);
    for (const document of merged) expect(draftShown(document.state())).toEqual(draft('mine'));
    expect(merged.map((document) => conflictOf(document.state()))).toEqual(['changed', 'deleted']);
  });

  it('leaves documents added here in front, before and after they are stored', () => {
    const fresh = new OpenDocument('k-9', NEW_DOCUMENT, true);
    const saved = new OpenDocument('k-8', storedDocument(text('a')), true);
    const merged = mergeListing([fresh, saved, stored('k-1')], listing('k-1', 'k-8'), never);
    expect(keys(merged)).toEqual(['k-9', 'k-8', 'k-1']);
  });

  it('drops a document added here that was stored and then deleted elsewhere', () => {
    const saved = new OpenDocument('k-8', storedDocument(text('a')), true);
    expect(mergeListing([saved], [], never)).toEqual([]);
  });

  it('leaves a deleted document at its place', () => {
    const gone = new OpenDocument('k-2', removed(storedDocument(text('a')), text('a')));
    const merged = mergeListing([stored('k-1'), gone, stored('k-3')], listing('k-1', 'k-3', 'k-4'), never);
    expect(keys(merged)).toEqual(['k-1', 'k-2', 'k-3', 'k-4']);
    expect(merged[1]).toBe(gone);
  });

  it('does not undo what was written here after the list was asked for', () => {
    const [set, gone] = [stored('k-1', 'new'), new OpenDocument('k-2', removed(storedDocument(text('a')), text('a')))];
    const merged = mergeListing([set, gone], listing('k-1', 'k-2', 'k-3'), (key) => key !== 'k-4');
    expect(keys(merged)).toEqual(['k-1', 'k-2']);
    expect(set.state().stored).toBe(text('new'));
    expect(gone.state().deleted).toBeDefined();
  });
});
