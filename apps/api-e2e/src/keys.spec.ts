import { cpSync } from 'node:fs';
import { Agent } from 'node:http';
import { Key } from '@bimetal/bindings/browser';
import { paths } from '@bimetal/contract';
import fc from 'fast-check';
import { type Answered, ask, askRaw, list, put } from './http-client.ts';
import { inParallel } from './keys/in-parallel.ts';
import { keyTexts, keyVectors } from './keys/key-texts.ts';
import { spellingsOf } from './keys/spellings.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const KEYS = 10_000;
const WORKERS = 32;
/** `BIMETAL_SEED` repeats a run. */
const SEED = Number(process.env['BIMETAL_SEED'] ?? Date.now() % 2 ** 31);

/** What the server should hold: the text of each document, by key. */
class Model {
  readonly documents = new Map<string, string>();

  get listed(): { key: string; value: unknown }[] {
    const keys = [...this.documents.keys()].map(Key.parse).sort((a, b) => a.compare(b));
    return keys.map((key) => ({ key: `${key}`, value: JSON.parse(this.documents.get(`${key}`) ?? '') as unknown }));
  }
}

describe(`${KEYS} keys over HTTP (BIMETAL_SEED=${SEED})`, () => {
  const agent = new Agent({ keepAlive: true, maxSockets: WORKERS });
  const model = new Model();
  let keys: string[];
  let folder: TemporaryFolder;
  let server: ServerProcess;

  /** One of the spellings of a key, another one for each key and turn. */
  const spelling = (key: string, index: number): string => {
    const all = spellingsOf(key);
    return all[index % all.length] ?? '';
  };
  const send = (method: string, path: string, body?: string): Promise<Answered> =>
    ask(server.url, path, { method, agent, ...(body === undefined ? {} : { body }) });

  beforeAll(async () => {
    console.log(`BIMETAL_SEED=${SEED}`);
    const drawn = fc.sample(keyTexts, { seed: SEED, numRuns: 3 * KEYS });
    keys = [...new Set([...keyVectors.valid.map(({ text }) => text), ...drawn])].slice(0, KEYS);
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
  });

  afterAll(async () => {
    agent.destroy();
    await server.stop();
    folder[Symbol.dispose]();
  });

  it('have one URL each', () => {
    expect(keys.length).toBe(KEYS);
    expect(new Set(keys.map(paths.document)).size).toBe(KEYS);
    for (const key of keys) expect(new URL(paths.document(key), server.url).pathname).toBe(paths.document(key));
  });

  it('are one document each, however the URL is spelled', async () => {
    await inParallel(keys, WORKERS, async (key, index) => {
      const text = JSON.stringify({ index });
      const { status } = await send(index % 2 === 0 ? 'PUT' : 'POST', spelling(key, index), text);
      expect([key, status]).toEqual([key, 200]);
      model.documents.set(key, text);
    });
    await inParallel(keys, WORKERS, async (key, index) => {
      const canonical = await send('GET', paths.document(key));
      expect([key, canonical.status, canonical.text]).toEqual([key, 200, model.documents.get(key)]);
      expect(canonical.headers['content-location']).toBeUndefined();
      const path = spelling(key, index + 1);
      const other = await send('GET', path);
      expect([key, other.status, other.text]).toEqual([key, 200, model.documents.get(key)]);
      const isCanonical = path.split('?')[0] === paths.document(key);
      expect(other.headers['content-location']).toBe(isCanonical ? undefined : paths.document(key));
    });
  });

  it('are listed in their order, each as it is', async () => {
    expect(await list(server.url)).toEqual(model.listed);
  });

  it('are listed by what they begin with', async () => {
    const listed = model.listed;
    const beginnings = keys.slice(0, 300).map((key, index) => [...key].slice(0, 1 + (index % 9)).join(''));
    await inParallel([...new Set(['user-', 'user-1', 'users/', ...beginnings])], WORKERS, async (prefix) => {
      const { status, text } = await send('GET', paths.documentsWithPrefix(prefix));
      expect([prefix, status]).toEqual([prefix, 200]);
      expect(JSON.parse(text)).toEqual(listed.filter(({ key }) => key.startsWith(prefix)));
    });
  });

  it('are listed from behind any of them on', async () => {
    const { listed } = model;
    const step = Math.ceil(listed.length / 20);
    for (let place = 0; place < listed.length; place += step) {
      const { status, text } = await send('GET', paths.documentsAfter(listed[place]?.key ?? ''));
      expect([place, status]).toEqual([place, 200]);
      expect(JSON.parse(text)).toEqual(listed.slice(place + 1));
    }
    const { text } = await send('GET', `${paths.documentsWithPrefix('users/')}&after=users%2Fm`);
    const isBehind = (key: string): boolean => Key.parse(key).compare(Key.parse('users/m')) > 0;
    expect(JSON.parse(text)).toEqual(listed.filter(({ key }) => key.startsWith('users/') && isBehind(key)));
  });

  it('are changed on condition', async () => {
    await inParallel(keys.slice(0, 500), WORKERS, async (key, index) => {
      const { headers } = await send('HEAD', spelling(key, index));
      const when = (etag: string): Promise<Answered> =>
        ask(server.url, spelling(key, index + 1), {
          method: 'PUT',
          body: 'true',
          agent,
          headers: { 'if-match': etag },
        });
      expect([key, (await when('"0"')).status]).toEqual([key, 412]);
      expect([key, (await when(String(headers.etag))).status]).toEqual([key, 200]);
      model.documents.set(key, 'true');
    });
    expect(await list(server.url)).toEqual(model.listed);
  });

  it('are removed one at a time', async () => {
    const removed = keys.filter((_key, index) => index % 2 === 0);
    await inParallel(removed, WORKERS, async (key, index) => {
      expect([key, (await send('DELETE', spelling(key, index))).status]).toEqual([key, 200]);
      model.documents.delete(key);
      expect([key, (await send('GET', spelling(key, index + 3))).status]).toEqual([key, 404]);
    });
    expect(await list(server.url)).toEqual(model.listed);
  });
});

describe('a target that names no document', () => {
  const original = { key: 'users/alice', value: 1 };
  let folder: TemporaryFolder;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
    await put(server.url, original.key, JSON.stringify(original.value));
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  afterEach(async () => expect(await list(server.url)).toEqual([original]));

  const segments = ['/', 'users/', '/users/alice', 'users//alice', 'users/alice/', '.', '..', '%2e%2e', '%2E'];
  const dots = ['../health/live', 'users/../alice', 'users/%2e%2e/alice', 'users%2F..%2Falice', '..%2f..%2fetc', '%2F'];
  const escapes = ['%', 'a%', '%z', '%zz', '%ff', '%C0%AF', '%ED%A0%80', '%F0%9F%98', 'users%2', '%u0041'];
  const targets: [path: string, code: string][] = [
    ['/api/data/', 'KEY_EMPTY'],
    ['/api/data/?prefix=users', 'KEY_EMPTY'],
    ...[...segments, ...dots].map((rest): [string, string] => [`/api/data/${rest}`, 'KEY_SEGMENT']),
    ...['%00', 'a%0Ab', '%7F', '%C2%85', 'users/%1b%5B31m'].map((rest): [string, string] => [
      `/api/data/${rest}`,
      'KEY_CHARACTER',
    ]),
    [`/api/data/${'a'.repeat(513)}`, 'KEY_TOO_LONG'],
    [`/api/data/${'%F0%9F%98%80'.repeat(129)}`, 'KEY_TOO_LONG'],
    [`/api/data/${'a'.repeat(10_000)}`, 'KEY_TOO_LONG'],
    ...escapes.map((rest): [string, string] => [`/api/data/${rest}`, 'REQUEST_INVALID']),
    ['/api/data/users/alice#x', 'REQUEST_INVALID'],
    ['/api/data#/users/alice', 'REQUEST_INVALID'],
  ];

  const named = targets.map(([path, code]) => [path.slice(0, 40), code, path] as const);
  it.each(named)('is refused whatever the method: %s (%s)', async (_shown, code, path) => {
    for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'DELETE']) {
      const body = method === 'PUT' || method === 'POST' ? { body: '2' } : {};
      const { status, headers, text } = await ask(server.url, path, { method, ...body });
      expect([method, status, headers['content-type']]).toEqual([method, 400, 'application/problem+json']);
      if (method !== 'HEAD') expect(JSON.parse(text)).toMatchObject({ code });
    }
  });

  it.each([
    '/api/data%2Fusers%2Falice',
    '/api%2Fdata/users/alice',
    '/api//data/users/alice',
    '/api/./data/users/alice',
  ])('is no route when it only looks like one: %s', async (path) => {
    const { status, text } = await ask(server.url, path);
    expect([status, JSON.parse(text)]).toEqual([404, expect.objectContaining({ code: 'ROUTE_NOT_FOUND' })]);
    for (const method of ['PUT', 'DELETE']) {
      const refused = await ask(server.url, path, { method, body: '2' });
      expect([404, 405]).toContain(refused.status);
    }
  });

  it('is not HTTP with bytes that are not ASCII', async () => {
    const request = 'DELETE /api/data/users/é HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    expect(await askRaw(server.url, request)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each(['%', '%zz', '%ff', 'a&prefix=a'])('refuses the prefix %s', async (prefix) => {
    for (const method of ['GET', 'HEAD']) {
      expect((await ask(server.url, `/api/data?prefix=${prefix}`, { method })).status).toBe(400);
    }
  });

  it.each(['', 'a%00', '%', 'a&after=b', 'x'.repeat(513)])('refuses a list behind %s', async (after) => {
    for (const method of ['GET', 'HEAD']) {
      expect((await ask(server.url, `/api/data?after=${after}`, { method })).status).toBe(400);
    }
  });

  it.each([
    ['with a control character', '%0A'],
    ['that is too long', 'x'.repeat(513)],
  ])('takes no prefix %s', async (_what, prefix) => {
    for (const method of ['GET', 'HEAD']) {
      const { status, text } = await ask(server.url, `/api/data?prefix=${prefix}`, { method });
      expect(status).toBe(400);
      if (method === 'GET') expect(JSON.parse(text)).toMatchObject({ code: 'PREFIX_INVALID' });
    }
  });

  it.each(keyVectors.legacy)('may be what earlier releases took, to read and remove, not to write: %s', async (key) => {
    const path = paths.document(key);
    const read = await ask(server.url, path);
    expect([read.status, JSON.parse(read.text)]).toEqual([
      404,
      expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }),
    ]);
    expect((await ask(server.url, path, { method: 'DELETE' })).status).toBe(200);
    const written = await ask(server.url, path, { method: 'PUT', body: '2' });
    expect([written.status, JSON.parse(written.text)]).toEqual([400, expect.objectContaining({ code: 'KEY_SEGMENT' })]);
  });
});

describe('keys that only earlier releases took', () => {
  it('are listed, read and removed in a folder of theirs', async () => {
    using folder = new TemporaryFolder();
    // Written by the last release before keys had names: a document for each, whose value is the key.
    cpSync(new URL('../fixtures/earlier-keys', import.meta.url), folder.path, { recursive: true });
    await using server = await startServer({ args: ['--datapath', folder.path] });
    const others = ['quickdoc-9', 'quickdoc-10', 'a/bcdefg-1', '"\\/<>&%?-7'];
    const keys = [...keyVectors.legacy, ...others]
      .map(Key.parse)
      .sort((a, b) => a.compare(b))
      .map(String);
    expect(await list(server.url)).toEqual(keys.map((key) => ({ key, value: key })));
    for (const key of keyVectors.legacy) {
      for (const path of spellingsOf(key)) {
        const { status, text } = await ask(server.url, path);
        expect([path, status, text]).toEqual([path, 200, JSON.stringify(key)]);
      }
      const path = paths.document(key);
      expect((await ask(server.url, path, { method: 'PUT', body: '2' })).status).toBe(400);
      expect((await ask(server.url, path)).text).toBe(JSON.stringify(key));
      expect((await ask(server.url, path, { method: 'DELETE' })).status).toBe(200);
      expect((await ask(server.url, path)).status).toBe(404);
    }
    const left = others.map(Key.parse).sort((a, b) => a.compare(b));
    expect(await list(server.url)).toEqual(left.map((key) => ({ key: `${key}`, value: `${key}` })));
  });
});

describe('a key in a message', () => {
  it('is quoted, and turns nothing around', async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer({ args: ['--datapath', folder.path] });
    const { text } = await ask(server.url, paths.document('a"b\u202ec'));
    expect(JSON.parse(text)).toMatchObject({ detail: 'there is no document "a\\"b\\u{202e}c"' });
    expect(await server.logged('there is no document')).not.toContain('\u202e');
  });
});
