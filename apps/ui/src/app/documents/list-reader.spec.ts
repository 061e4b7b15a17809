import { TestBed } from '@angular/core/testing';
import { paths } from '@bimetal/contract';
import { type FakeRequest, FakeServer, provideFakeServer } from '../server/fake-server';
import { Standing } from '../session/standing';
import { DocumentKeeper } from './document-keeper';
import { DocumentShelf } from './document-shelf';
import { conflictOf, draftShown, edited } from './document-state';
import { ListReader } from './list-reader';
import { type OpenDocument } from './open-document';

const TOTAL = `${paths.documents}?count=true&limit=1&fields=%2F&envelope=true`;
const BIG = '{"count":9007199254740993}';
const listing = (...documents: [key: string, text: string][]): string =>
  `[${documents.map(([key, text]) => `{"key":${JSON.stringify(key)},"value":${text}}`).join(',')}]`;
const numbered = (from: number, to: number): string =>
  listing(...Array.from({ length: to - from }, (_, index): [string, string] => [`k-${from + index}`, '1']));

describe('ListReader', () => {
  let reader: ListReader;
  let shelf: DocumentShelf;
  let server: FakeServer;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideFakeServer()] });
    reader = TestBed.inject(ListReader);
    shelf = TestBed.inject(DocumentShelf);
    TestBed.inject(Standing).take({ key: null });
    server = TestBed.inject(FakeServer);
  });

  afterEach(() => server.verify());

  const asked = (path: string = paths.documents): Promise<FakeRequest> => server.asked(path);
  /** The page takes what has come before it goes away. */
  const gone = async (request: FakeRequest): Promise<void> => {
    while (!request.isCancelled) await new Promise((resolve) => setTimeout(resolve));
  };
  const refresh = async (text: string): Promise<void> => {
    const read = reader.refresh();
    (await asked()).flush(text);
    await read;
  };
  const answerTotal = async (documents: number): Promise<void> => {
    (await asked(TOTAL)).flush({ revision: '9', count: String(documents), items: [], next: null });
  };
  const only = (): OpenDocument => {
    const [document] = shelf.documents();
    if (document === undefined) throw new Error('There is no document.');
    return document;
  };

  it('lists documents with their exact text', async () => {
    await refresh(listing(['readings-1', BIG]));
    expect(only().state().stored).toBe(BIG);
    expect([reader.isRead(), reader.isWhole(), reader.isReading()]).toEqual([true, true, false]);
  });

  it('does not undo a Set by a list that was asked for before', async () => {
    await refresh(listing(['readings-1', '1']));
    only().become((state) => ({ ...edited(state, { kind: 'json', text: '2' }), revision: '1' }));
    const read = reader.refresh();
    const list = await asked();
    const set = TestBed.inject(DocumentKeeper).set(only());
    (await asked(paths.document('readings-1'))).flush({ revision: '7' });
    await set;
    list.flush(listing(['readings-1', '1']));
    await read;
    expect(only().state().stored).toBe('2');
    await refresh(listing(['readings-1', '3']));
    expect(only().state().stored).toBe('3');
  });

  it('keeps edits over a refresh, and shows the conflict', async () => {
    await refresh(listing(['readings-1', '1']));
    only().become((state) => edited(state, { kind: 'json', text: '2' }));
    await refresh(listing(['readings-1', '3']));
    expect(draftShown(only().state())).toEqual({ kind: 'json', text: '2' });
    expect(conflictOf(only().state())).toBe('changed');
  });

  it('brings a document forward that is far down, and leaves it there', async () => {
    await refresh(listing(['a', '1'], ['b', '2']));
    const [, last] = shelf.documents();
    if (last === undefined) throw new Error('There is no second document.');
    shelf.bringForward(last);
    await refresh(listing(['a', '1'], ['b', '2']));
    expect(shelf.documents().map(({ key }) => key)).toEqual(['b', 'a']);
  });

  describe('with more than a page', () => {
    it('takes a page and goes away, asks how many there are, and reads on behind the last key', async () => {
      const read = reader.refresh();
      const first = await asked();
      first.give(numbered(0, 5_000).slice(0, -1));
      await gone(first);
      await answerTotal(1_500);
      await read;
      expect(shelf.documents()).toHaveLength(1_000);
      expect([reader.isWhole(), reader.total()]).toEqual([false, 1_500]);

      const more = reader.readOn();
      (await asked(paths.documentsAfter('k-999'))).flush(numbered(1_000, 1_500));
      await more;
      expect(shelf.documents()).toHaveLength(1_500);
      expect([reader.isWhole(), reader.total()]).toEqual([true, undefined]);
    });

    it('holds few documents when they are long', async () => {
      const long = JSON.stringify('x'.repeat(12 * 1024 * 1024));
      const read = reader.refresh();
      const first = await asked();
      first.give(listing(['a', long], ['b', long], ['c', long], ['d', long]));
      await gone(first);
      (await asked(TOTAL)).fail();
      await read;
      expect(shelf.documents().map(({ key }) => key)).toEqual(['a', 'b', 'c']);
      expect([reader.isRead(), reader.total(), reader.refusal()]).toEqual([true, undefined, undefined]);
    });

    it('refreshes as far as it had read', async () => {
      const read = reader.refresh();
      (await asked()).give(numbered(0, 1_001));
      await answerTotal(3_000);
      await read;
      const more = reader.readOn();
      (await asked(paths.documentsAfter('k-999'))).give(numbered(1_000, 2_001));
      await answerTotal(3_000);
      await more;

      const again = reader.refresh();
      (await asked()).give(numbered(500, 1_501));
      (await asked(paths.documentsAfter('k-1499'))).give(numbered(1_500, 2_501));
      await answerTotal(2_500);
      await again;
      expect(shelf.documents()[0]?.key).toBe('k-500');
      expect(shelf.documents().at(-1)?.key).toBe('k-2499');
      expect(shelf.documents()).toHaveLength(2_000);
    });
  });

  describe('when something goes wrong', () => {
    it('shows what came before the list broke off, and says so', async () => {
      await refresh(listing(['readings-1', '1']));
      await refresh('[{"key":"a","value":2},{"key":"readings-1","value":[1');
      expect(reader.refusal()?.code).toBe('LIST_BROKEN_OFF');
      expect(shelf.documents().map((document) => [document.key, document.state().stored])).toEqual([
        ['a', '2'],
        ['readings-1', '1'],
      ]);
      await refresh(listing(['readings-1', '1']));
      expect(reader.refusal()).toBeUndefined();
      expect(only().key).toBe('readings-1');
    });

    it('does not say that the server is away when it broke off in the middle', async () => {
      const read = reader.refresh();
      const list = await asked();
      list.give('[{"key":"a","value":1},');
      list.fail();
      await read;
      expect(reader.refusal()?.code).toBe('LIST_BROKEN_OFF');
      expect(only().key).toBe('a');
    });

    it('says what the server says', async () => {
      const problem = {
        type: 'urn:bimetal:error:DATA_DAMAGED',
        title: 'The data folder is damaged',
        status: 500,
        detail: 'the data folder is damaged: …',
        code: 'DATA_DAMAGED',
      };
      const read = reader.refresh();
      (await asked()).flush(JSON.stringify(problem), { status: 500 });
      await read;
      expect(reader.refusal()?.code).toBe('DATA_DAMAGED');
      expect(reader.isRead()).toBe(false);
    });

    it('says that something else answers', async () => {
      await refresh('<!doctype html>');
      expect(reader.refusal()?.code).toBe('ANSWER_UNKNOWN');
    });

    it('asks a server that is away again', async () => {
      jest.useFakeTimers();
      const read = reader.refresh();
      await jest.advanceTimersByTimeAsync(0);
      server.expect(paths.documents).fail();
      await read;
      expect(reader.refusal()?.code).toBe('UNREACHABLE');
      await jest.advanceTimersByTimeAsync(5_000);
      jest.useRealTimers();
      server.expect(paths.documents).flush('[]');
    });
  });

  describe('where the server has API keys', () => {
    const key = (prefixes: string[], id = 'a') => ({
      key: { id, name: '', scopes: ['read' as const], prefixes, created: '2026-11-30T00:00:00.000Z' },
    });

    it('asks who this is before it asks for documents, and reads none while nobody is signed in', async () => {
      TestBed.inject(Standing).lapse();
      const read = reader.refresh();
      (await asked(paths.session)).refuse(401, 'API_KEY_REQUIRED');
      await read;
      expect([reader.refusal()?.code, TestBed.inject(Standing).isSignedOut()]).toEqual(['API_KEY_REQUIRED', true]);

      const again = reader.refresh();
      (await asked(paths.session)).flush(key(['users/']));
      (await asked(paths.documentsWithPrefix('users/'))).flush(listing(['users/a', '1']));
      await again;
      expect([reader.refusal(), TestBed.inject(Standing).isSignedOut()]).toEqual([undefined, false]);
    });

    it('shows the documents under one prefix of a key, and keeps what is not saved of the others', async () => {
      const standing = TestBed.inject(Standing);
      standing.take(key(['users/', 'orders/']));
      const read = reader.refresh();
      (await asked(paths.documentsWithPrefix('users/'))).flush(listing(['users/a', '1'], ['users/b', '1']));
      await read;
      shelf.find('users/b')?.become((state) => edited(state, { kind: 'json', text: '2' }));
      standing.prefix.set('orders/');
      const other = reader.refresh();
      (await asked(paths.documentsWithPrefix('orders/'))).flush(listing(['orders/a', '1']));
      await other;
      expect(shelf.documents().map((one) => one.key)).toEqual(['users/b', 'orders/a']);
      expect(conflictOf(shelf.documents()[0]?.state() ?? only().state())).toBeUndefined();
    });

    it('is signed out by a write that is refused for want of a session, and keeps what was typed', async () => {
      TestBed.inject(Standing).take(key([]));
      await refresh(listing(['a', '1']));
      only().become((state) => ({ ...edited(state, { kind: 'json', text: '2' }), revision: '1' }));
      const set = TestBed.inject(DocumentKeeper).set(only());
      (await asked(paths.document('a'))).refuse(401, 'API_KEY_REQUIRED');
      await set;
      expect(TestBed.inject(Standing).isSignedOut()).toBe(true);
      expect(draftShown(only().state())).toEqual({ kind: 'json', text: '2' });
      expect(only().state().refusal?.code).toBe('API_KEY_REQUIRED');
    });
  });
});
