import { HttpEventType, provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { paths } from '@bimetal/contract';
import { DocumentKeeper } from './document-keeper';
import { DocumentShelf } from './document-shelf';
import { conflictOf, draftShown, edited } from './document-state';
import { ListReader } from './list-reader';
import { type OpenDocument } from './open-document';

const BIG = '{"count":9007199254740993}';
const listing = (...documents: [key: string, text: string][]): string =>
  `[${documents.map(([key, text]) => `{"key":${JSON.stringify(key)},"value":${text}}`).join(',')}]`;
const numbered = (from: number, to: number): string =>
  listing(...Array.from({ length: to - from }, (_, index): [string, string] => [`k-${from + index}`, '1']));

describe('ListReader', () => {
  let reader: ListReader;
  let shelf: DocumentShelf;
  let http: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    reader = TestBed.inject(ListReader);
    shelf = TestBed.inject(DocumentShelf);
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => http.verify());

  const asked = async (path: string = paths.documents): Promise<TestRequest> => {
    for (;;) {
      const [request] = http.match(path);
      if (request !== undefined) return request;
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  const refresh = async (text: string): Promise<void> => {
    const read = reader.refresh();
    (await asked()).flush(text);
    await read;
  };
  /** Gives the beginning of an answer that goes on. */
  const give = (request: TestRequest, partialText: string): void =>
    request.event({ type: HttpEventType.DownloadProgress, loaded: partialText.length, partialText });
  const answerTotal = async (documents: number): Promise<void> => {
    (await asked(paths.ready)).flush({
      status: 'ready',
      version: '1',
      api: { buildId: '', node: '' },
      addon: { version: '', profile: '', buildId: '', path: '' },
      store: { engine: 'log', formatVersion: 3, lastRevision: '9', documents },
    });
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
      give(first, numbered(0, 5_000).slice(0, -1));
      expect(first.cancelled).toBe(true);
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
      give(first, listing(['a', long], ['b', long], ['c', long], ['d', long]));
      expect(first.cancelled).toBe(true);
      (await asked(paths.ready)).error(new ProgressEvent('error'));
      await read;
      expect(shelf.documents().map(({ key }) => key)).toEqual(['a', 'b', 'c']);
      expect([reader.isRead(), reader.total(), reader.refusal()]).toEqual([true, undefined, undefined]);
    });

    it('refreshes as far as it had read', async () => {
      const read = reader.refresh();
      give(await asked(), numbered(0, 1_001));
      await answerTotal(3_000);
      await read;
      const more = reader.readOn();
      give(await asked(paths.documentsAfter('k-999')), numbered(1_000, 2_001));
      await answerTotal(3_000);
      await more;

      const again = reader.refresh();
      give(await asked(), numbered(500, 1_501));
      give(await asked(paths.documentsAfter('k-1499')), numbered(1_500, 2_501));
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
      give(list, '[{"key":"a","value":1},');
      list.error(new ProgressEvent('error'));
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
      (await asked()).flush(JSON.stringify(problem), { status: 500, statusText: 'Internal Server Error' });
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
      http.expectOne(paths.documents).error(new ProgressEvent('error'));
      await read;
      expect(reader.refusal()?.code).toBe('UNREACHABLE');
      jest.advanceTimersByTime(5_000);
      jest.useRealTimers();
      http.expectOne(paths.documents).flush('[]');
    });
  });
});
