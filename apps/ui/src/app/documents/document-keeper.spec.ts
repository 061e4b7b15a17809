import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { ApplicationRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { paths } from '@bimetal/contract';
import { DocumentKeeper } from './document-keeper';
import { conflictOf, draftShown, edited } from './document-state';
import { type OpenDocument } from './open-document';

const wanted = new AbortController().signal;
const BIG = '{"count":9007199254740993}';
const listing = (...documents: [key: string, text: string][]): string =>
  `[${documents.map(([key, text]) => `{"key":${JSON.stringify(key)},"value":${text}}`).join(',')}]`;

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

  it('opens what the store has under a key, and an older list does not take it away', async () => {
    await answerList('[]');
    keeper.refresh();
    const list = asked('GET', paths.documents);
    const opened = keeper.open('users/alice', wanted);
    asked('GET', paths.document('users/alice')).flush(BIG);
    expect((await opened).state().stored).toBe(BIG);
    list.flush('[]');
    await settle();
    expect(only()).toBe(await opened);
  });

  it.each(['__proto__', 'constructor', 'toString', ' ', 'a b'])('opens %j once', async (key) => {
    await answerList('[]');
    const first = keeper.open(key, wanted);
    asked('GET', paths.document(key)).flush('', { status: 404, statusText: 'Not Found' });
    const document = await first;
    expect(document.state().stored).toBeUndefined();
    expect(await keeper.open(key, wanted)).toBe(document);
    await refresh(listing([key, '1']));
    expect(only()).toBe(document);
    expect(document.state().stored).toBe('1');
  });

  it('opens a key once also when the list brings it meanwhile', async () => {
    await answerList('[]');
    const opened = keeper.open('users/alice', wanted);
    const look = asked('GET', paths.document('users/alice'));
    await refresh(listing(['users/alice', '1']));
    look.flush('1');
    expect(await opened).toBe(only());
  });

  it('brings a document forward that is far down', async () => {
    await answerList(listing(['a', '1'], ['b', '2']));
    const [, last] = keeper.documents();
    if (last === undefined) throw new Error('There is no second document.');
    keeper.bringForward(last);
    expect(keeper.documents().map(({ key }) => key)).toEqual(['b', 'a']);
    await refresh(listing(['a', '1'], ['b', '2']));
    expect(keeper.documents().map(({ key }) => key)).toEqual(['b', 'a']);
  });

  it('does not overwrite unseen what somebody else has set under the key of a new document', async () => {
    await answerList('[]');
    const document = keeper.add();
    document.become((state) => edited(state, { kind: 'quick', title: 'mine', description: '' }));
    const set = keeper.set(document);
    const create = asked('POST', paths.document(document.key));
    expect(create.request.headers.get('if-none-match')).toBe('*');
    create.flush({}, { status: 412, statusText: 'Precondition Failed' });
    (await askedNext('GET', paths.document(document.key))).flush('"theirs"');
    await set;
    expect(conflictOf(document.state())).toBe('changed');
    expect(draftShown(document.state())).toMatchObject({ title: 'mine' });

    const again = keeper.set(document);
    const replace = asked('POST', paths.document(document.key));
    expect(replace.request.headers.has('if-none-match')).toBe(false);
    replace.flush({ revision: '3' });
    await again;
    expect(document.state()).toMatchObject({ revision: '3', edit: undefined });
  });

  it('takes a Set for done whose answer was lost, when the store has exactly that', async () => {
    await answerList('[]');
    const document = keeper.add();
    document.become((state) => edited(state, { kind: 'quick', title: 'mine', description: '' }));
    const set = keeper.set(document);
    asked('POST', paths.document(document.key)).flush({}, { status: 412, statusText: 'Precondition Failed' });
    (await askedNext('GET', paths.document(document.key))).flush('{"title":"mine","description":""}');
    await set;
    expect(document.state()).toMatchObject({ edit: undefined, activity: 'resting', refusal: undefined });
  });

  it('lets a new document go that nobody typed in, without asking the server', async () => {
    await answerList('[]');
    await keeper.remove(keeper.add());
    expect(keeper.documents()).toEqual([]);
  });
});
