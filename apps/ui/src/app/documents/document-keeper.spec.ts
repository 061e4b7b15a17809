import { TestBed } from '@angular/core/testing';
import { paths } from '@bimetal/contract';
import { type FakeRequest, FakeServer, provideFakeServer } from '../server/fake-server';
import { DocumentKeeper } from './document-keeper';
import { DocumentShelf } from './document-shelf';
import { conflictOf, draftShown, edited, storedDocument, unlisted } from './document-state';
import { type OpenDocument } from './open-document';

const wanted = new AbortController().signal;
const BIG = '{"count":9007199254740993}';
const KEY = 'readings-1';
const PATH = paths.document(KEY);

describe('DocumentKeeper', () => {
  let keeper: DocumentKeeper;
  let shelf: DocumentShelf;
  let server: FakeServer;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideFakeServer()] });
    keeper = TestBed.inject(DocumentKeeper);
    shelf = TestBed.inject(DocumentShelf);
    server = TestBed.inject(FakeServer);
  });

  afterEach(() => server.verify());

  /** The request, which is made only when the keeper has looked at the answer to the one before. */
  const asked = (method: string, path = PATH): Promise<FakeRequest> => server.asked({ method, url: path });
  const refuse = (request: FakeRequest, status: 404 | 412): void =>
    request.refuse(status, status === 404 ? 'DOCUMENT_NOT_FOUND' : 'REVISION_CONFLICT');
  const flushDocument = (request: FakeRequest, text: string, revision: string): void =>
    request.flush(text, { headers: { etag: `"${revision}"` } });
  const show = (text: string, revision?: string): OpenDocument => shelf.addFirst(KEY, storedDocument(text, revision));
  const editJson = (document: OpenDocument, text: string): void =>
    document.become((state) => edited(state, { kind: 'json', text }));
  const conditionOf = ({ headers }: FakeRequest): (string | null)[] => [
    headers.get('if-match'),
    headers.get('if-none-match'),
  ];

  describe('Set', () => {
    it('sends exactly the text that was typed, at the revision that is shown, and keeps the new one', async () => {
      const document = show(BIG, '5');
      editJson(document, '{"count": 18446744073709551616}');
      const set = keeper.set(document);
      const request = await asked('PUT');
      expect(request.body).toBe('{"count": 18446744073709551616}');
      expect(request.headers.get('content-type')).toBe('application/json');
      expect(conditionOf(request)).toEqual(['"5"', null]);
      request.flush({ revision: '18446744073709551615' });
      await set;
      expect(document.state()).toMatchObject({ revision: '18446744073709551615', edit: undefined });
    });

    it('looks up the revision that a list did not tell', async () => {
      const document = show('1');
      editJson(document, '2');
      const set = keeper.set(document);
      flushDocument(await asked('GET'), '1', '41');
      const request = await asked('PUT');
      expect(conditionOf(request)).toEqual(['"41"', null]);
      request.flush({ revision: '42' });
      await set;
      expect(document.state()).toMatchObject({ stored: '2', revision: '42' });
    });

    it.each(['W/"41"', '"41-zstd"', 'W/"41-gzip"'])('takes the tag %s of a text that came compressed', async (etag) => {
      const document = show('1');
      editJson(document, '2');
      const set = keeper.set(document);
      (await asked('GET')).flush('1', { headers: { etag } });
      const request = await asked('PUT');
      expect(conditionOf(request)).toEqual(['"41"', null]);
      request.flush({ revision: '42' });
      await set;
    });

    it('says so when nothing tells the revision, and writes nothing', async () => {
      const document = show('1');
      editJson(document, '2');
      const set = keeper.set(document);
      (await asked('GET')).flush('1');
      await set;
      expect(document.state().refusal?.detail).toContain('ETag');
    });

    it.each([
      ['the page knew its revision', '5'],
      ['it did not', undefined],
    ])('overwrites nothing that somebody else set, when %s, and the next one is over theirs', async (_, revision) => {
      const document = show('1', revision);
      editJson(document, '2');
      const set = keeper.set(document);
      if (revision !== undefined) refuse(await asked('PUT'), 412);
      flushDocument(await asked('GET'), '"theirs"', '6');
      await set;
      expect(conflictOf(document.state())).toBe('changed');
      expect(document.state()).toMatchObject({ stored: '"theirs"', activity: 'resting' });
      expect(draftShown(document.state())).toEqual({ kind: 'json', text: '2' });

      const again = keeper.set(document);
      const request = await asked('PUT');
      expect(conditionOf(request)).toEqual(['"6"', null]);
      request.flush({ revision: '7' });
      await again;
      expect(document.state()).toMatchObject({ stored: '2', revision: '7', edit: undefined });
    });

    it('goes on by itself when somebody set the same text again', async () => {
      const document = show('1', '5');
      editJson(document, '2');
      const set = keeper.set(document);
      refuse(await asked('PUT'), 412);
      flushDocument(await asked('GET'), '1', '6');
      const request = await asked('PUT');
      expect(conditionOf(request)).toEqual(['"6"', null]);
      request.flush({ revision: '7' });
      await set;
      expect(document.state()).toMatchObject({ stored: '2', revision: '7' });
    });

    it('does not bring back what somebody else has deleted, unless it is asked to again', async () => {
      const document = show('1', '5');
      editJson(document, '2');
      const set = keeper.set(document);
      refuse(await asked('PUT'), 412);
      refuse(await asked('GET'), 404);
      await set;
      expect(conflictOf(document.state())).toBe('deleted');

      const again = keeper.set(document);
      const request = await asked('PUT');
      expect(conditionOf(request)).toEqual([null, '*']);
      request.flush({ revision: '7' });
      await again;
      expect(document.state()).toMatchObject({ stored: '2', revision: '7' });
    });

    it('goes on by itself when what was deleted is there again, as it was', async () => {
      const document = show('1', '5');
      editJson(document, '2');
      document.become((state) => unlisted(state) ?? state);
      expect(conflictOf(document.state())).toBe('deleted');
      const set = keeper.set(document);
      refuse(await asked('PUT'), 412);
      flushDocument(await asked('GET'), '1', '7');
      const request = await asked('PUT');
      expect(conditionOf(request)).toEqual(['"7"', null]);
      request.flush({ revision: '8' });
      await set;
      expect(document.state()).toMatchObject({ stored: '2', revision: '8', edit: undefined });
    });

    it('replaces nothing under the key of a new document', async () => {
      const document = keeper.add();
      const path = paths.document(document.key);
      document.become((state) => edited(state, { kind: 'quick', title: 'mine', description: '' }));
      const set = keeper.set(document);
      const create = await asked('PUT', path);
      expect(conditionOf(create)).toEqual([null, '*']);
      refuse(create, 412);
      flushDocument(await asked('GET', path), '"theirs"', '2');
      await set;
      expect(conflictOf(document.state())).toBe('changed');
      expect(draftShown(document.state())).toMatchObject({ title: 'mine' });
    });

    it('is taken for done when its answer was lost, and the store has exactly that', async () => {
      const document = show('1', '5');
      editJson(document, '2');
      const first = keeper.set(document);
      (await asked('PUT')).fail();
      await first;
      expect(document.state().refusal?.code).toBe('UNREACHABLE');
      const second = keeper.set(document);
      refuse(await asked('PUT'), 412);
      flushDocument(await asked('GET'), '2', '6');
      await second;
      expect(document.state()).toMatchObject({ stored: '2', revision: '6', edit: undefined, refusal: undefined });
    });

    it('keeps a new document and its edits when the server is down', async () => {
      const document = keeper.add();
      document.become((state) => edited(state, { kind: 'quick', title: 'a', description: '' }));
      const set = keeper.set(document);
      (await asked('PUT', paths.document(document.key))).fail();
      await set;
      expect(keeper.hasUnsaved()).toBe(true);
      expect(draftShown(document.state())).toMatchObject({ title: 'a' });
      expect(document.state().refusal?.code).toBe('UNREACHABLE');
    });

    it('is not made twice at a time', async () => {
      const document = show('1', '1');
      editJson(document, '2');
      const first = keeper.set(document);
      const second = keeper.set(document);
      (await asked('PUT')).flush({ revision: '2' });
      await Promise.all([first, second]);
    });
  });

  describe('Delete', () => {
    it('removes what is shown, and Undo brings exactly that back where nothing is', async () => {
      const document = show(BIG, '1');
      const remove = keeper.remove(document);
      const request = await asked('DELETE');
      expect(conditionOf(request)).toEqual(['"1"', null]);
      request.flush({ revision: '2' });
      await remove;
      expect(document.state().deleted).toEqual({ text: BIG });

      const restore = keeper.restore(document);
      const undo = await asked('PUT');
      expect(undo.body).toBe(BIG);
      expect(conditionOf(undo)).toEqual([null, '*']);
      undo.flush({ revision: '3' });
      await restore;
      expect(document.state()).toMatchObject({ deleted: undefined, stored: BIG, revision: '3' });
    });

    it.each([
      ['before it looked', undefined],
      ['between its look and itself', '1'],
    ])('removes nothing that somebody else set %s, shows that, and then removes it', async (_, revision) => {
      const document = show('1');
      const remove = keeper.remove(document);
      if (revision !== undefined) {
        flushDocument(await asked('GET'), '1', revision);
        refuse(await asked('DELETE'), 412);
      }
      flushDocument(await asked('GET'), '2', '2');
      await remove;
      expect(document.state()).toMatchObject({
        stored: '2',
        deleted: undefined,
        refusal: { code: 'CHANGED_MEANWHILE' },
      });

      const again = keeper.remove(document);
      const request = await asked('DELETE');
      expect(conditionOf(request)).toEqual(['"2"', null]);
      request.flush({ revision: '3' });
      await again;
      expect(document.state().deleted).toEqual({ text: '2' });
    });

    it('has nothing to do when somebody else has deleted it, and can be taken back all the same', async () => {
      const document = show('1', '1');
      const remove = keeper.remove(document);
      refuse(await asked('DELETE'), 412);
      refuse(await asked('GET'), 404);
      await remove;
      expect(document.state().deleted).toEqual({ text: '1' });
    });

    it('removes nothing when it cannot look', async () => {
      const document = show('1');
      const remove = keeper.remove(document);
      (await asked('GET')).fail();
      await remove;
      expect(document.state()).toMatchObject({ stored: '1', deleted: undefined, refusal: { code: 'UNREACHABLE' } });
    });

    it('lets a new document go that nobody typed in, without asking the server', async () => {
      await keeper.remove(keeper.add());
      expect(shelf.documents()).toEqual([]);
    });
  });

  describe('Undo', () => {
    const deleteShown = async (): Promise<OpenDocument> => {
      const document = show('1', '1');
      const remove = keeper.remove(document);
      (await asked('DELETE')).flush({ revision: '2' });
      await remove;
      return document;
    };

    it('overwrites nothing that somebody else has set since, and shows both', async () => {
      const document = await deleteShown();
      const restore = keeper.restore(document);
      refuse(await asked('PUT'), 412);
      flushDocument(await asked('GET'), '2', '3');
      await restore;
      expect(conflictOf(document.state())).toBe('changed');
      expect(document.state()).toMatchObject({ stored: '2', revision: '3', deleted: undefined });
      expect(draftShown(document.state())).toEqual({ kind: 'json', text: '1' });
    });

    it('tries again when what somebody else had set is gone by then', async () => {
      const document = await deleteShown();
      const restore = keeper.restore(document);
      refuse(await asked('PUT'), 412);
      refuse(await asked('GET'), 404);
      const request = await asked('PUT');
      expect(conditionOf(request)).toEqual([null, '*']);
      request.flush({ revision: '5' });
      await restore;
      expect(document.state()).toMatchObject({ stored: '1', revision: '5', deleted: undefined });
    });

    it('is taken for done when its answer was lost', async () => {
      const document = await deleteShown();
      const restore = keeper.restore(document);
      refuse(await asked('PUT'), 412);
      flushDocument(await asked('GET'), '1', '3');
      await restore;
      expect(document.state()).toMatchObject({ stored: '1', revision: '3', deleted: undefined, edit: undefined });
    });
  });

  describe('opening a key', () => {
    const none = (request: FakeRequest): void => refuse(request, 404);

    it('gives what the store has, and an older list does not take it away', async () => {
      const askedAt = shelf.now();
      const opened = keeper.open('users/alice', wanted);
      flushDocument(await asked('GET', paths.document('users/alice')), BIG, '4');
      const document = await opened;
      expect(document.state()).toMatchObject({ stored: BIG, revision: '4' });
      shelf.take({ prefix: '', after: undefined, documents: [], isLast: true }, askedAt);
      expect(shelf.documents()).toEqual([document]);
    });

    it.each(['__proto__', 'constructor', 'toString', ' ', 'a b'])('opens %j once', async (key) => {
      const first = keeper.open(key, wanted);
      none(await asked('GET', paths.document(key)));
      const document = await first;
      expect(document.state().stored).toBeUndefined();
      expect(await keeper.open(key, wanted)).toBe(document);
      shelf.take({ prefix: '', after: undefined, documents: [{ key, text: '1' }], isLast: true }, shelf.now());
      expect(shelf.documents()).toEqual([document]);
      expect(document.state().stored).toBe('1');
    });

    it('opens it once also when a list brings it meanwhile', async () => {
      const opened = keeper.open('users/alice', wanted);
      const look = await asked('GET', paths.document('users/alice'));
      shelf.take(
        { prefix: '', after: undefined, documents: [{ key: 'users/alice', text: '1' }], isLast: true },
        shelf.now(),
      );
      flushDocument(look, '1', '1');
      expect(shelf.documents()).toEqual([await opened]);
    });
  });
});
