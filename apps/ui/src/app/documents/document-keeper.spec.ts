import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { ApplicationRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { paths } from '@bimetal/contract';
import { DocumentKeeper } from './document-keeper';
import { conflictOf, draftShown, edited } from './document-state';
import { type OpenDocument } from './open-document';

const BIG = '{"count":9007199254740993}';
const listing = (...documents: [key: string, text: string][]): string =>
  `[${documents.map(([key, text]) => `{"key":"${key}","value":${text}}`).join(',')}]`;

describe('DocumentKeeper', () => {
  let keeper: DocumentKeeper;
  let http: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    keeper = TestBed.inject(DocumentKeeper);
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => http.verify());

  const asked = (method: string, path: string): TestRequest => {
    TestBed.tick();
    return http.expectOne({ method, url: path });
  };
  /** A request that is made only when the keeper has looked at the answer to another. */
  const askedNext = async (method: string, path: string): Promise<TestRequest> => {
    for (;;) {
      TestBed.tick();
      const [request] = http.match({ method, url: path });
      if (request !== undefined) return request;
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  const settle = (): Promise<void> => TestBed.inject(ApplicationRef).whenStable();
  const only = (): OpenDocument => {
    const [document] = keeper.documents();
    if (document === undefined) throw new Error('There is no document.');
    return document;
  };
  const answerList = async (text: string): Promise<void> => {
    asked('GET', paths.documents).flush(text);
    await settle();
  };
  const refresh = async (text: string): Promise<void> => {
    keeper.refresh();
    await answerList(text);
  };

  it('lists documents with their exact text', async () => {
    await answerList(listing(['readings-1', BIG]));
    expect(only().state().stored).toBe(BIG);
    expect(keeper.isListed()).toBe(true);
  });

  it('sends exactly the text that was typed, and keeps the revision', async () => {
    await answerList(listing(['readings-1', BIG]));
    only().become((state) => edited(state, { kind: 'json', text: '{"count": 18446744073709551616}' }));
    const set = keeper.set(only());
    const request = asked('POST', paths.document('readings-1'));
    expect(request.request.body).toBe('{"count": 18446744073709551616}');
    expect(request.request.headers.get('content-type')).toBe('application/json');
    request.flush({ revision: '18446744073709551615' });
    await set;
    expect(only().state()).toMatchObject({ revision: '18446744073709551615', edit: undefined });
  });

  it('does not let an older list undo a Set', async () => {
    await answerList(listing(['readings-1', '1']));
    keeper.refresh();
    const list = asked('GET', paths.documents);
    only().become((state) => edited(state, { kind: 'json', text: '2' }));
    const set = keeper.set(only());
    asked('POST', paths.document('readings-1')).flush({ revision: '7' });
    await set;
    list.flush(listing(['readings-1', '1']));
    await settle();
    expect(only().state().stored).toBe('2');
    await refresh(listing(['readings-1', '3']));
    expect(only().state().stored).toBe('3');
  });

  it('keeps edits over a refresh, and shows the conflict', async () => {
    await answerList(listing(['readings-1', '1']));
    only().become((state) => edited(state, { kind: 'json', text: '2' }));
    expect(keeper.hasUnsaved()).toBe(true);
    await refresh(listing(['readings-1', '3']));
    expect(draftShown(only().state())).toEqual({ kind: 'json', text: '2' });
    expect(conflictOf(only().state())).toBe('changed');
  });

  it('brings back by Undo what the store held at the Delete, though the page showed an older text', async () => {
    await answerList(listing(['readings-1', '1']));
    const remove = keeper.remove(only());
    asked('GET', paths.document('readings-1')).flush(BIG);
    (await askedNext('DELETE', paths.document('readings-1'))).flush({ revision: '2' });
    await remove;
    expect(only().state().deleted).toEqual({ text: BIG });

    const restore = keeper.restore(only());
    const request = asked('POST', paths.document('readings-1'));
    expect(request.request.body).toBe(BIG);
    request.flush({ revision: '3' });
    await restore;
    expect(only().state()).toMatchObject({ deleted: undefined, stored: BIG });
  });

  it('deletes nothing when it cannot read what it would delete', async () => {
    await answerList(listing(['readings-1', '1']));
    const remove = keeper.remove(only());
    asked('GET', paths.document('readings-1')).error(new ProgressEvent('error'));
    await remove;
    expect(only().state()).toMatchObject({ stored: '1', deleted: undefined, refusal: { code: 'UNREACHABLE' } });
  });

  it('keeps a new document and its edits when the server is down', async () => {
    await answerList('[]');
    const document = keeper.add();
    document.become((state) => edited(state, { kind: 'quick', title: 'a', description: '' }));
    const set = keeper.set(document);
    asked('POST', paths.document(document.key)).error(new ProgressEvent('error'));
    await set;
    await refresh('[]');
    expect(draftShown(only().state())).toMatchObject({ title: 'a' });
    expect(only().state().refusal?.code).toBe('UNREACHABLE');
  });

  it('keeps what it shows when the list breaks off, and says so', async () => {
    await answerList(listing(['readings-1', '1']));
    await refresh('[{"key":"readings-1","value":[1');
    expect(keeper.listRefusal()?.code).toBe('LIST_BROKEN_OFF');
    expect(only().state().stored).toBe('1');
    await refresh(listing(['readings-1', '1']));
    expect(keeper.listRefusal()).toBeUndefined();
  });

  it('makes no second write while one is on its way', async () => {
    await answerList(listing(['readings-1', '1']));
    only().become((state) => edited(state, { kind: 'json', text: '2' }));
    const first = keeper.set(only());
    const second = keeper.set(only());
    asked('POST', paths.document('readings-1')).flush({ revision: '1' });
    await Promise.all([first, second]);
  });

  it('lets a new document go that nobody typed in, without asking the server', async () => {
    await answerList('[]');
    await keeper.remove(keeper.add());
    expect(keeper.documents()).toEqual([]);
  });
});
