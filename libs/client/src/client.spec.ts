import { hang, json, lose, problem, TestServer } from '../test/test-server.js';
import { Client, ClientError, ImportBrokenOff } from './index.js';

const written = json({ revision: '8', created: true }, { etag: '"8"' });

/** What a promise is rejected with. */
async function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a read', () => {
  it('gives value and revision, of the canonical address of the key', async () => {
    await using server = await TestServer.start(json({ name: 'Alice' }, { etag: '"18446744073709551615"' }));
    const client = new Client({ url: `${server.url}/`, key: 'secret' });
    expect(await client.get('users/a b')).toEqual({
      key: 'users/a b',
      value: { name: 'Alice' },
      revision: 2n ** 64n - 1n,
    });
    expect(server.came).toMatchObject([
      { method: 'GET', url: '/api/data/users/a%20b', headers: { authorization: 'Bearer secret' } },
    ]);
  });

  it('gives undefined where there is no document', async () => {
    await using server = await TestServer.start(problem(404, 'DOCUMENT_NOT_FOUND'));
    expect(await new Client(server).get('a')).toBeUndefined();
  });

  it('is sent again when the connection breaks, and when the server has no room, as soon as it says', async () => {
    await using server = await TestServer.start(
      lose,
      problem(503, 'SERVER_BUSY', { 'retry-after': '0' }),
      json(1, { etag: '"1"' }),
    );
    expect(await new Client(server).get('a')).toMatchObject({ value: 1 });
    expect(server.came.length).toBe(3);
  });

  it('is told when to come back instead of waiting for more than a minute', async () => {
    await using server = await TestServer.start(problem(429, 'RATE_LIMITED', { 'retry-after': '61' }));
    expect(await caught(new Client(server).get('a'))).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 61_000 });
    expect(server.came.length).toBe(1);
  });

  it('fails with the code, the status and the trace id of the server', async () => {
    await using server = await TestServer.start(problem(400, 'KEY_SEGMENT'));
    const error = await caught(new Client(server).get('a'));
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({ code: 'KEY_SEGMENT', status: 400, traceId: 'abc', message: 'it is KEY_SEGMENT' });
  });

  it('fails with UNREACHABLE where nobody answers, and with TIMED_OUT where the answer takes too long', async () => {
    await using server = await TestServer.start(hang);
    const client = new Client(server);
    expect(await caught(client.get('a', { timeoutMs: 30, retries: 1 }))).toMatchObject({
      code: 'TIMED_OUT',
      status: 0,
    });
    expect(server.came.length).toBe(2);
    const nobody = new Client({ url: 'http://127.0.0.1:1', retries: 0 });
    expect(await caught(nobody.get('a'))).toMatchObject({ code: 'UNREACHABLE' });
  });

  it('fails with ANSWER_UNKNOWN where something else answers', async () => {
    await using server = await TestServer.start((response) => response.end('<html>'));
    expect(await caught(new Client(server).get('a'))).toMatchObject({ code: 'ANSWER_UNKNOWN' });
  });

  it('ends with the reason of its signal', async () => {
    await using server = await TestServer.start(hang);
    const end = new AbortController();
    const reading = caught(new Client(server).get('a', { signal: end.signal }));
    end.abort(new Error('enough'));
    expect(await reading).toMatchObject({ message: 'enough' });
  });
});

describe('a write', () => {
  it('says its conditions and its expiry', async () => {
    await using server = await TestServer.start(written);
    const client = new Client(server);
    expect(await client.put('a', { b: 1 }, { ifRevision: 7n, ttlMs: 1500 })).toEqual({
      revision: 8n,
      created: true,
      removed: undefined,
    });
    await client.put('a', 1, { ifAbsent: true, expires: new Date(0) });
    await client.remove('a', { ifRevision: 8n });
    await client.patch('a', [], { kind: 'json' });
    expect(server.came).toMatchObject([
      {
        method: 'PUT',
        body: '{"b":1}',
        headers: { 'if-match': '"7"', 'bimetal-ttl': '1.5', 'content-type': 'application/json' },
      },
      { headers: { 'if-none-match': '*', 'bimetal-expires': '1970-01-01T00:00:00.000Z' } },
      { method: 'DELETE', body: '', headers: { 'if-match': '"8"' } },
      { method: 'PATCH', body: '[]', headers: { 'content-type': 'application/json-patch+json' } },
    ]);
  });

  it('is not sent again when nobody knows if it was done', async () => {
    await using server = await TestServer.start(lose, written);
    expect(await caught(new Client(server).put('a', 1))).toMatchObject({ code: 'UNREACHABLE' });
    expect(server.came.length).toBe(1);
  });

  it('is sent again when the server has done nothing', async () => {
    await using server = await TestServer.start(problem(503, 'QUEUE_FULL'), written);
    expect(await new Client(server).put('a', 1)).toMatchObject({ revision: 8n });
  });

  it('is sent again with a condition, and says so when nobody knows whose write broke it', async () => {
    await using server = await TestServer.start(lose, written, lose, problem(412, 'REVISION_CONFLICT'));
    const client = new Client(server);
    expect(await client.put('a', 1, { ifRevision: 7n })).toMatchObject({ revision: 8n });
    expect(await caught(client.put('a', 1, { ifRevision: 7n }))).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      status: 412,
    });
  });

  it('is sent again with the same key of its own', async () => {
    await using server = await TestServer.start(lose, written);
    await new Client({ url: server.url, idempotent: true }).put('a', 1);
    const keys = server.came.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it('of a batch has its conditions in its text', async () => {
    await using server = await TestServer.start(json({ revision: '9', results: [{ key: 'a', created: true }] }));
    const outcome = await new Client(server).batch([
      { put: 'a', value: 1, ifAbsent: true, ttlMs: 1000 },
      { remove: 'b', ifRevision: 3n },
    ]);
    expect(outcome).toEqual({ revision: 9n, results: [{ key: 'a', created: true }] });
    expect(JSON.parse(server.came[0]?.body ?? '')).toEqual({
      operations: [
        { put: 'a', value: 1, if: { noneMatch: '*' }, ttl: 1 },
        { remove: 'b', if: { match: '3' } },
      ],
    });
  });
});

describe('an update', () => {
  const read = (value: number, revision: number) => json(value, { etag: `"${revision}"` });
  const increment = (current = 0): number => current + 1;

  it('is made of the newer document when another writer was quicker', async () => {
    await using server = await TestServer.start(read(1, 1), problem(412, 'REVISION_CONFLICT'), read(5, 2), written);
    expect(await new Client(server).update('a', increment)).toEqual({ key: 'a', value: 6, revision: 8n });
    expect(server.came[3]).toMatchObject({ body: '6', headers: { 'if-match': '"2"' } });
  });

  it('makes the document where there is none, and only there', async () => {
    await using server = await TestServer.start(problem(404, 'DOCUMENT_NOT_FOUND'), written);
    await new Client(server).update('a', increment);
    expect(server.came[1]).toMatchObject({ body: '1', headers: { 'if-none-match': '*' } });
  });

  it('writes nothing for undefined', async () => {
    await using server = await TestServer.start(read(1, 1));
    expect(await new Client(server).update('a', () => undefined)).toMatchObject({ value: 1, revision: 1n });
    expect(server.came.length).toBe(1);
  });

  it('gives up behind its attempts, and at once when nobody knows what it has done', async () => {
    await using server = await TestServer.start(read(1, 1), problem(412, 'REVISION_CONFLICT'));
    expect(await caught(new Client(server).update('a', increment, { attempts: 1 }))).toMatchObject({
      code: 'REVISION_CONFLICT',
    });
    await using other = await TestServer.start(read(1, 1), lose, problem(412, 'REVISION_CONFLICT'));
    expect(await caught(new Client(other).update('a', increment))).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(other.came.length).toBe(3);
  });
});

describe('a list', () => {
  it('is read page by page, as it is asked for', async () => {
    const page = (key: string, next: string | null) =>
      json({ revision: '4', items: [{ key, value: 1, revision: '3' }], next });
    await using server = await TestServer.start(page('a', '/api/data?cursor=x'), page('b', null));
    const keys: string[] = [];
    for await (const { key, revision } of new Client(server).list({
      prefix: 'a&',
      fields: ['/a,b', '/c'],
      limit: 1,
      reverse: false,
    })) {
      keys.push(`${key} ${revision}`);
    }
    expect(keys).toEqual(['a 3', 'b 3']);
    expect(server.came.map(({ url }) => url)).toEqual([
      '/api/data?prefix=a%26&limit=1&fields=%2Fa%2Cb,%2Fc&envelope=true',
      '/api/data?cursor=x',
    ]);
  });

  it('has common beginnings with their counts', async () => {
    await using server = await TestServer.start(
      json({ revision: '4', count: '7', items: [{ prefix: 'a/', count: '7' }], next: null }),
    );
    const { items, count } = await new Client(server).page({ delimiter: '/', count: true });
    expect([items, count]).toEqual([[{ prefix: 'a/', count: 7n }], 7n]);
  });
});

describe('the text of a list', () => {
  const textOf = async (server: TestServer): Promise<string> => {
    let text = '';
    for await (const piece of new Client(server).listText({ prefix: 'a', after: 'a b' })) text += piece;
    return text;
  };

  it('comes as it is stored, in pieces that split no character', async () => {
    const text = '[{"key":"a","value":9007199254740993.0},{"key":"b","value":"é﻿"}]';
    const bytes = Buffer.from(text);
    await using server = await TestServer.start((response) => {
      response.write(bytes.subarray(0, -6), () => response.end(bytes.subarray(-6)));
    });
    expect(await textOf(server)).toBe(text);
    expect(server.came[0]?.url).toBe('/api/data?prefix=a&after=a%20b');
  });

  it('fails where it breaks off, is refused, or does not come', async () => {
    await using server = await TestServer.start(
      (response) => void response.write('[{"key":"a"', () => response.destroy()),
      problem(403, 'API_KEY_PREFIX'),
      hang,
    );
    expect(await caught(textOf(server))).toMatchObject({ code: 'UNREACHABLE' });
    expect(await caught(textOf(server))).toMatchObject({ code: 'API_KEY_PREFIX' });
    expect(await caught(new Client(server).listText({ timeoutMs: 30 }).next())).toMatchObject({ code: 'TIMED_OUT' });
  });

  it('has the number of its documents for the asking', async () => {
    await using server = await TestServer.start(json({ revision: '4', count: '7', items: [], next: null }));
    expect(await new Client(server).count({ prefix: 'a' })).toBe(7n);
    expect(server.came[0]?.url).toBe('/api/data?prefix=a&count=true&limit=1&fields=%2F&envelope=true');
  });
});

describe('an import', () => {
  const numbers = function* (count: number) {
    for (let number = 0; number < count; number++) yield { key: `n-${number}`, value: number };
  };

  it('sends documents and lines a piece after the other, and gives what is committed', async () => {
    await using server = await TestServer.start(
      json({ documents: 1000, revision: '1' }),
      json({ documents: 2, revision: '2' }),
    );
    const client = new Client(server);
    expect(await client.import(numbers(1002))).toEqual({ documents: 1002, revision: 2n });
    expect(server.came.map(({ body }) => body.split('\n').length - 1)).toEqual([1000, 2]);
    await client.import(['{"key":"a","value":1.0}\r\n', '', { key: 'b', value: 2, ttlMs: 1500 }], { mode: 'create' });
    expect(server.came[2]).toMatchObject({
      url: '/api/import?mode=create',
      headers: { 'content-type': 'application/x-ndjson' },
      body: '{"key":"a","value":1.0}\n{"key":"b","value":2,"ttl":1.5}\n',
    });
  });

  it('says what is committed where it breaks off, and which entry is wrong', async () => {
    const imported = { documents: 500, last: 500, revision: '2' };
    await using server = await TestServer.start(
      json({ documents: 1000, revision: '1' }),
      problem(400, 'ENTRY_INVALID', {}, { line: 502, imported }),
      lose,
    );
    const client = new Client({ url: server.url, retries: 0 });
    const error = await caught(client.import(numbers(3000)));
    expect(error).toBeInstanceOf(ImportBrokenOff);
    expect(error).toMatchObject({
      code: 'ENTRY_INVALID',
      status: 400,
      imported: { documents: 1500, revision: 2n },
      uncertain: 0,
      entry: 1502,
    });
    expect(await caught(client.import(numbers(3)))).toMatchObject({
      code: 'UNREACHABLE',
      imported: { documents: 0, revision: undefined },
      uncertain: 3,
      entry: undefined,
    });
  });

  it('is sent again after a lost answer where it replaces, and nowhere else', async () => {
    await using server = await TestServer.start(lose, json({ documents: 1, revision: '1' }), lose);
    const client = new Client(server);
    expect(await client.import(numbers(1))).toMatchObject({ documents: 1 });
    expect(await caught(client.import(numbers(1), { mode: 'create' }))).toMatchObject({ code: 'UNREACHABLE' });
    expect(server.came.length).toBe(3);
  });

  it('is sent again with the key of its piece', async () => {
    await using server = await TestServer.start(lose, json({ documents: 1, revision: '1' }));
    await new Client(server).import(numbers(1001), { mode: 'create', idempotent: true });
    const [first, again, other] = server.came.map(({ headers }) => headers['idempotency-key']);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect([again, other === first]).toEqual([first, false]);
  });
});

describe('a session', () => {
  it('is begun with the key that is given, and asked for with none', async () => {
    const key = { id: 'a', name: '', scopes: ['read'], prefixes: [], created: '2026-11-30T00:00:00.000Z' };
    await using server = await TestServer.start(json({ key }), json({ key }), (response) =>
      response.writeHead(204).end(),
    );
    const client = new Client(server);
    expect([await client.beginSession('secret'), await client.session()]).toEqual([{ key }, { key }]);
    await client.endSession();
    expect(server.came.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ['POST', 'Bearer secret'],
      ['GET', undefined],
      ['DELETE', undefined],
    ]);
  });
});
