import { type Draft } from './document-draft';
import { conflictOf, draftShown, edited, NEW_DOCUMENT, removed, storedDocument } from './document-state';
import { Key } from '@bimetal/bindings/browser';
import { type ListedDocument } from './document-listing';
import { mergePage } from './merge-page';
import { OpenDocument } from './open-document';

const text = (title: string): string => JSON.stringify({ title, description: '' });
const draft = (title: string): Draft => ({ kind: 'quick', title, description: '' });
const stored = (key: string, title = 'a'): OpenDocument => new OpenDocument(key, storedDocument(text(title)));
const typed = (key: string): OpenDocument => new OpenDocument(key, edited(storedDocument(text('a')), draft('mine')));
const listing = (...keys: string[]) => keys.map((key) => ({ key, text: text('a') }));
const keys = (documents: readonly OpenDocument[]): string[] => documents.map(({ key }) => key);
const never = (): boolean => false;
/** A list that is one page. */
const whole = (documents: readonly ListedDocument[]) => ({ prefix: '', after: undefined, documents, isLast: true });

describe('mergePage', () => {
  it('takes the order of the list and keeps the documents that the page has', () => {
    const one = stored('k-1');
    const merged = mergePage([one, stored('k-3')], whole(listing('k-0', 'k-1', 'k-2')), never);
    expect(keys(merged)).toEqual(['k-0', 'k-1', 'k-2']);
    expect(merged[1]).toBe(one);
  });

  it('knows keys by their text alone, whatever that means to JavaScript', () => {
    const odd = ['__proto__', 'constructor', ' ', 'a', 'a ', '\u00e9', 'e\u0301'];
    const open = odd.map((key) => stored(key));
    expect(mergePage(open, whole(listing(...odd)), never)).toEqual(open);
    expect(mergePage(open, whole([]), never)).toEqual([]);
  });

  it('loses no edit, whatever the list says', () => {
    const [changed, gone] = [typed('k-1'), typed('k-2')];
    const merged = mergePage([changed, gone], whole([{ key: 'k-1', text: text('theirs') }]), never);
    expect(keys(merged)).toEqual(['k-1', 'k-2']);
    for (const document of merged) expect(draftShown(document.state())).toEqual(draft('mine'));
    expect(merged.map((document) => conflictOf(document.state()))).toEqual(['changed', 'deleted']);
  });

  it('leaves documents added here in front, before and after they are stored', () => {
    const fresh = new OpenDocument('k-9', NEW_DOCUMENT, true);
    const saved = new OpenDocument('k-8', storedDocument(text('a')), true);
    const merged = mergePage([fresh, saved, stored('k-1')], whole(listing('k-1', 'k-8')), never);
    expect(keys(merged)).toEqual(['k-9', 'k-8', 'k-1']);
  });

  it('drops a document added here that was stored and then deleted elsewhere', () => {
    const saved = new OpenDocument('k-8', storedDocument(text('a')), true);
    expect(mergePage([saved], whole([]), never)).toEqual([]);
  });

  it('leaves a deleted document at its place', () => {
    const gone = new OpenDocument('k-2', removed(storedDocument(text('a')), text('a')));
    const merged = mergePage([stored('k-1'), gone, stored('k-3')], whole(listing('k-1', 'k-3', 'k-4')), never);
    expect(keys(merged)).toEqual(['k-1', 'k-2', 'k-3', 'k-4']);
    expect(merged[1]).toBe(gone);
  });

  it('does not undo what was written here after the list was asked for', () => {
    const [set, gone] = [stored('k-1', 'new'), new OpenDocument('k-2', removed(storedDocument(text('a')), text('a')))];
    const merged = mergePage([set, gone], whole(listing('k-1', 'k-2', 'k-3')), (key) => key !== 'k-4');
    expect(keys(merged)).toEqual(['k-1', 'k-2']);
    expect(set.state().stored).toBe(text('new'));
    expect(gone.state().deleted).toBeDefined();
  });

  describe('with a page that is not the whole list', () => {
    const open = (): OpenDocument[] => ['k-2', 'k-4', 'k-6', 'k-10', 'l'].map((key) => stored(key));

    it('says nothing of what stands before and behind the page', () => {
      const page = { prefix: '', after: Key.parse('k-3'), documents: listing('k-5', 'k-6'), isLast: false };
      expect(keys(mergePage(open(), page, never))).toEqual(['k-2', 'k-5', 'k-6', 'k-10', 'l']);
    });

    it('takes away what the last page lacks, and the first', () => {
      const last = { prefix: '', after: Key.parse('k-6'), documents: listing('k-7'), isLast: true };
      expect(keys(mergePage(open(), last, never))).toEqual(['k-2', 'k-4', 'k-6', 'k-7']);
      const first = { prefix: '', after: undefined, documents: listing('k-6'), isLast: false };
      expect(keys(mergePage(open(), first, never))).toEqual(['k-6', 'k-10', 'l']);
    });

    it('says nothing at all when it broke off before its first document', () => {
      expect(keys(mergePage(open(), { prefix: '', after: undefined, documents: [], isLast: false }, never))).toEqual(
        keys(open()),
      );
      const page = { prefix: '', after: Key.parse('k-4'), documents: [], isLast: false };
      expect(keys(mergePage(open(), page, never))).toEqual(keys(open()));
    });

    it('leaves a document added here that the list has not come to yet', () => {
      const saved = new OpenDocument('z', storedDocument(text('a')), true);
      const page = { prefix: '', after: undefined, documents: listing('k-1'), isLast: false };
      expect(keys(mergePage([saved], page, never))).toEqual(['z', 'k-1']);
      expect(keys(mergePage([saved], whole(listing('k-1')), never))).toEqual(['k-1']);
    });

    it('says nothing of documents whose keys begin otherwise than its list', () => {
      const page = { prefix: 'k-', after: undefined, documents: listing('k-1'), isLast: true };
      expect(keys(mergePage(open(), page, never))).toEqual(['k-1', 'l']);
    });
  });
});
