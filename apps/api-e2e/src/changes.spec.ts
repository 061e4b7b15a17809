import { Store } from '@bimetal/bindings';
import { type ChangeList } from '@bimetal/contract';
import { Follower } from './changes/follower.ts';
import { EventReader } from './event-reader.ts';
import { ask, list, put } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const ORIGIN = 'https://app.example';
const BATCHES = 12;
const BATCH_KEYS = 30;

let folder: TemporaryFolder;
let server: ServerProcess;

/** Batches of one key in many, which no single write could make. */
async function prepare(path: string): Promise<void> {
  await using store = Store.open(path);
  for (let batch = 1; batch <= BATCHES; batch++) {
    const writes = store.batch();
    for (let number = 0; number < BATCH_KEYS; number++) writes.put(`batch/${number}`, `{"batch":${batch}}`);
    await writes.commit();
  }
}

/** A store that remembers no changes from before it is opened. Resolves with its last revision. */
async function forget(path: string): Promise<bigint> {
  await using store = Store.open(path, { engine: 'redb' });
  await store.put('a', '1');
  return await store.put('a', '2');
}

async function poll(query: string): Promise<ChangeList> {
  const { status, text } = await ask(server.url, `/api/changes?${query}`);
  if (status !== 200) throw new Error(`${status}: ${text}`);
  return JSON.parse(text) as ChangeList;
}

/** Puts values under `name/0` to `name/9`, those of each ten at once, since they share an fsync then. Resolves with the last revision. */
async function write(name: string, count: number): Promise<bigint> {
  let last = 0n;
  for (let round = 0; round < count; round += 10) {
    const keys = Array.from({ length: Math.min(10, count - round) }, (_, number) => `${name}/${number}`);
    for (const { text } of await Promise.all(keys.map((key) => put(server.url, key, String(round))))) {
      const revision = BigInt((JSON.parse(text) as { revision: string }).revision);
      if (revision > last) last = revision;
    }
  }
  return last;
}

beforeAll(async () => {
  folder = new TemporaryFolder();
  await prepare(folder.path);
  server = await startServer({
    args: ['--datapath', folder.path, '--heartbeat-seconds', '1', '--cors-origins', ORIGIN],
  });
});

afterAll(async () => {
  await server.kill();
  folder[Symbol.dispose]();
});

describe('changes as events', () => {
  it('go on behind the last id after any loss of the connection, and never within a batch', async () => {
    const follower = new Follower(server.url, '/api/changes?since=0');
    const isDone = (): boolean => follower.revision >= BATCHES;
    for (let events = 1; !isDone(); events = (events * 7) % 101) await follower.follow(events + BATCH_KEYS, isDone);
    expect(follower.faults).toEqual([]);
    expect(follower.connections).toBeGreaterThan(3);
    const expected = Array.from({ length: BATCHES * BATCH_KEYS }, (_, index) => {
      const batch = Math.floor(index / BATCH_KEYS) + 1;
      return { revision: String(batch), value: { batch } };
    });
    expect(follower.changes.map(({ revision, value }) => ({ revision, value }))).toEqual(expected);
    const keys = new Set(follower.changes.map(({ key, revision }) => `${revision} ${key}`));
    expect(keys.size).toBe(BATCHES * BATCH_KEYS);
  });

  it('follow the state that is told first, under writes, with nothing missed and nothing twice', async () => {
    const writing = Promise.all([write('one', 60), write('two', 60)]);
    const follower = new Follower(server.url, '/api/changes?snapshot=true');
    let last: bigint | undefined;
    void writing.then((revisions) => (last = revisions.reduce((a, b) => (a > b ? a : b))));
    const following = (async () => {
      const isDone = (): boolean => last !== undefined && follower.revision >= last;
      for (let events = 20; !isDone(); events += 20) await follower.follow(events, isDone);
    })();
    await writing;
    // A write that comes after all others, so that a reader that has all of them hears of one more.
    await write('end', 1);
    await following;
    expect(follower.faults).toEqual([]);
    const since = BigInt(follower.snapshotRevision ?? -1);
    const revisions = follower.changes.map(({ revision }) => BigInt(revision));
    expect(revisions).toEqual(revisions.map((_, index) => since + BigInt(index) + 1n));
    const documents = await list(server.url);
    const stored = documents.filter(({ key }) => /^(batch|one|two)\//.test(key));
    const mirror = [...follower.mirror].filter(([key]) => !key.startsWith('end/'));
    expect(Object.fromEntries(mirror)).toEqual(Object.fromEntries(stored.map(({ key, value }) => [key, value])));
  });

  it('come to all of two hundred readers, to each what it asked for', async () => {
    const paths = ['', '?prefix=many/', '?prefix=many/1&include=none', '?include=none'];
    const readers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => EventReader.open(server.url, `/api/changes${paths[index % 4] ?? ''}`)),
    );
    await Promise.all([write('many', 40), write('other', 40)]);
    const { revision: last } = JSON.parse((await put(server.url, 'many/1-end', '{"end":true}')).text) as {
      revision: string;
    };
    const counts = [81, 41, 5, 81];
    for (const [index, reader] of readers.entries()) {
      await reader.until(() => reader.lastEventId === last);
      expect(reader.events.length).toBe(counts[index % 4]);
      const hasValue = index % 4 < 2;
      expect(reader.events.at(-1)).toEqual({
        name: 'change',
        data: { key: 'many/1-end', revision: last, ...(hasValue ? { value: { end: true } } : {}) },
        id: last,
      });
    }
    for (const reader of readers) reader[Symbol.dispose]();
  });

  it('are those of documents that a filter lets through, and of those that leave, also from the state on', async () => {
    const write = async (key: string, isOpen: boolean): Promise<string> => {
      const { text } = await put(server.url, key, JSON.stringify({ isOpen }));
      return (JSON.parse(text) as { revision: string }).revision;
    };
    await write('so/1', true);
    const since = await write('so/2', false);
    const choice = `prefix=so/&where=${encodeURIComponent('/isOpen eq true')}`;
    using reader = await EventReader.open(server.url, `/api/changes?${choice}&snapshot=true`);
    for (const key of ['so/1', 'so/2', 'so/1', 'other']) await write(key, false);
    await write('so/3', true);
    const answer = await ask(server.url, '/api/data/so/3', { method: 'DELETE' });
    const { revision: last } = JSON.parse(answer.text) as { revision: string };
    await reader.until(() => reader.lastEventId === last);
    const told = reader.events.map(({ name, data }) => [name, ...Object.entries(data as object).flat()].join(' '));
    expect(told.map((text) => text.replace(/ ?revision \d+/, ''))).toEqual([
      'snapshot',
      'document key so/1 value [object Object]',
      'live',
      'change key so/1 removed true left true',
      'change key so/3 value [object Object]',
      'change key so/3 removed true',
    ]);
    // Who comes from an earlier revision is told the same, and once of a document that may have been let through before.
    const { changes } = await poll(`since=${since}&limit=100&${choice}`);
    expect(changes.map(({ key, left }) => [key, left])).toEqual([
      ['so/1', true],
      ['so/2', true],
      ['so/3', undefined],
      ['so/3', undefined],
    ]);
  });

  it('are no more than heartbeats where nothing happens, from which a reader can go on all the same', async () => {
    using reader = await EventReader.open(server.url, '/api/changes?prefix=nothing/');
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const { text } = await put(server.url, 'something', '1');
    const { revision } = JSON.parse(text) as { revision: string };
    await reader.until(() => reader.heartbeats > 0 && reader.lastEventId === revision);
    expect([reader.lastEventId, reader.events, reader.retryMs]).toEqual([revision, [], 2000]);
  });
});

describe('changes as a list', () => {
  it('are there at once when there are some, whole batches of them', async () => {
    const { changes, revision } = await poll(`since=0&limit=${BATCH_KEYS + 1}`);
    expect([changes.length, revision]).toEqual([2 * BATCH_KEYS, '2']);
    const rest = await poll('since=2&limit=10000&prefix=batch/1&include=none');
    expect(rest.changes[0]).toEqual({ key: 'batch/1', revision: '3' });
    expect(new Set(rest.changes.map(({ key }) => key)).size).toBe(11);
  });

  it('come as soon as there are some, and empty when there are none in time', async () => {
    const { revision: now } = await poll('limit=1');
    expect(await poll(`since=${now}&wait=1`)).toEqual({ changes: [], revision: now });
    const [waited] = await Promise.all([poll(`since=${now}&wait=300&prefix=poll/`), write('poll', 1)]);
    expect(waited.changes).toEqual([{ key: 'poll/0', revision: waited.revision, value: 0 }]);
    const asJson = await ask(server.url, `/api/changes?since=${now}`, { headers: { accept: 'application/json' } });
    expect(asJson.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(asJson.text)).toEqual(waited);
  });
});

describe('a request for changes', () => {
  it.each([
    ['GET', '?since=99999999', 400, 'REVISION_INVALID'],
    ['GET', '?since=99999999&wait=1', 400, 'REVISION_INVALID'],
    ['GET', '?since=x', 400, 'PARAMETER_INVALID'],
    ['GET', '?include=previous', 400, 'PARAMETER_INVALID'],
    ['GET', '?prefix=%0a', 400, 'PREFIX_INVALID'],
    ['GET', '?where=/a%20is', 400, 'FILTER_INVALID'],
    ['GET', '?where=/a%20is&wait=1', 400, 'FILTER_INVALID'],
    ['GET', '?form=events', 400, 'REQUEST_INVALID'],
    ['POST', '', 405, 'METHOD_NOT_ALLOWED'],
  ])('%s %s is refused', async (method, query, status, code) => {
    const answer = await ask(server.url, `/api/changes${query}`, { method });
    expect([answer.status, (JSON.parse(answer.text) as { code: string }).code]).toEqual([status, code]);
  });

  it('by HEAD has the answer of GET without its content', async () => {
    const events = await ask(server.url, '/api/changes', { method: 'HEAD' });
    expect([events.status, events.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect((await ask(server.url, '/api/changes?wait=1', { method: 'HEAD' })).headers['content-type']).toMatch(/json/);
    expect((await ask(server.url, '/api/changes?since=99999999', { method: 'HEAD' })).status).toBe(400);
  });

  it('may come from a page of an origin that is let in', async () => {
    using reader = await EventReader.open(server.url, '/api/changes');
    expect(reader.headers['access-control-allow-origin']).toBeUndefined();
    const { headers } = await ask(server.url, '/api/changes?limit=1', { headers: { origin: ORIGIN } });
    expect(headers['access-control-allow-origin']).toBe(ORIGIN);
  });
});

describe('changes that are not retained any more', () => {
  it('are told to be gone, with the revision from which on there are some; who asks for the state is told that', async () => {
    using old = new TemporaryFolder();
    const oldest = await forget(old.path);
    await using other = await startServer({ args: ['--datapath', old.path, '--engine', 'redb'] });
    for (const query of ['?since=1', '?since=1&wait=300']) {
      const { status, text } = await ask(other.url, `/api/changes${query}`);
      expect([status, JSON.parse(text)]).toMatchObject([410, { code: 'HISTORY_GONE', oldestRevision: String(oldest) }]);
    }
    expect((await ask(other.url, `/api/changes?since=${oldest}&limit=1`)).status).toBe(200);
    using again = await EventReader.open(other.url, '/api/changes?snapshot=true', '1');
    expect(await again.next()).toEqual({ name: 'snapshot', data: { revision: '2', documents: 1 }, id: undefined });
    // A revision of a store that a backup has brought back is none.
    using later = await EventReader.open(other.url, '/api/changes?snapshot=true', '77');
    expect(await later.next()).toMatchObject({ name: 'snapshot' });
  });
});

describe('a shutdown', () => {
  it('ends feeds and polls at once with a word when to come back, whoever takes it', async () => {
    const readers = await Promise.all([
      EventReader.open(server.url, '/api/changes'),
      EventReader.open(server.url, '/api/changes?prefix=a'),
    ]);
    const { revision } = await poll('limit=1');
    const waiting = poll(`since=${revision}&wait=300&prefix=nothing/`);
    // It is in flight, since what was asked for later on the same terms is answered.
    const other = poll(`since=${revision}&wait=300`);
    await write('last', 1);
    expect((await other).changes).toHaveLength(1);
    using stalled = await EventReader.open(server.url, '/api/changes?snapshot=true');
    stalled.pause();
    server.signal('SIGTERM');
    for (const reader of readers) {
      await reader.until(() => reader.events.some(({ name }) => name === 'stopping'));
      const { data } = reader.events.at(-1) as { data: { retryMs: number } };
      expect(reader.retryMs).toBe(data.retryMs);
    }
    expect((await waiting).changes).toEqual([]);
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(server.logs.join('\n')).not.toContain('Cut requests');
  });
});
