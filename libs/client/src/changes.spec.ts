import { events, json, problem, TestServer } from '../test/test-server.js';
import { type ChangesOptions, Client, type FeedEvent } from './index.js';

const RETRY = 'retry: 1\n\n';

function change(key: string, revision: number, isLast = true): string {
  return `event: change\ndata: {"key":"${key}","revision":"${revision}","value":1}\n${isLast ? `id: ${revision}\n` : ''}\n`;
}

/** What a feed tells up to a number of events. */
async function told(server: TestServer, count: number, options: ChangesOptions = {}): Promise<string[]> {
  const told: string[] = [];
  for await (const event of new Client(server).changes(options)) {
    told.push(nameOf(event));
    if (told.length === count) break;
  }
  return told;
}

function nameOf(event: FeedEvent): string {
  return 'key' in event ? `${event.type} ${event.key} ${event.revision}` : `${event.type} ${event.revision}`;
}

async function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a feed', () => {
  it('tells each change once, also where the connection breaks within a revision', async () => {
    await using server = await TestServer.start(
      events(RETRY + change('a', 1) + change('b', 2, false)),
      events(change('b', 2, false) + change('c', 2) + change('b', 3), 'stay'),
    );
    expect(await told(server, 4, { since: 0n, prefix: 'x/' })).toEqual(['put a 1', 'put b 2', 'put c 2', 'put b 3']);
    expect(server.came.map(({ url, headers }) => [url, headers['last-event-id']])).toEqual([
      ['/api/changes?since=0&prefix=x%2F', undefined],
      ['/api/changes?since=0&prefix=x%2F', '1'],
    ]);
  });

  it('tells what its user has not taken when the server goes', async () => {
    const removed = 'event: change\ndata: {"key":"a","revision":"5","removed":true}\nid: 5\n\n';
    const stopping = '\nretry: 1\nevent: stopping\ndata: {"retryMs":1}\n\n';
    await using server = await TestServer.start(
      events(change('a', 4) + removed + stopping, 'end'),
      events(change('a', 6), 'stay'),
    );
    const reasons: string[] = [];
    const onInterruption: ChangesOptions['onInterruption'] = ({ reason }) => reasons.push(reason.code);
    expect(await told(server, 3, { onInterruption })).toEqual(['put a 4', 'remove a 5', 'put a 6']);
    expect(reasons).toEqual(['SERVER_STOPPING']);
  });

  it('follows the documents that a filter lets through, and tells of those that leave', async () => {
    const left = 'event: change\ndata: {"key":"a","revision":"5","removed":true,"left":true}\nid: 5\n\n';
    await using server = await TestServer.start(events(left, 'stay'));
    for await (const event of new Client(server).changes({ where: '/on eq true' })) {
      expect(event).toEqual({ type: 'remove', key: 'a', revision: 5n, left: true });
      break;
    }
    expect(server.came[0]?.url).toBe('/api/changes?where=%2Fon+eq+true');
  });

  it('goes on behind the last heartbeat', async () => {
    await using server = await TestServer.start(events(`${RETRY}:\nid: 9\n\n`), events(change('a', 10), 'stay'));
    await told(server, 1);
    expect(server.came[1]?.headers['last-event-id']).toBe('9');
  });

  it('says up to where all is told: with the connection, behind each batch, and with heartbeats', async () => {
    const batch = change('a', 3, false) + change('b', 3);
    await using server = await TestServer.start(
      events(`${RETRY}id: 2\n\n${batch}:\nid: 9\n\n`),
      events('id: 9\n\n', 'stay'),
    );
    const said: string[] = [];
    const end = new AbortController();
    const onPlace = (revision: bigint): void => {
      said.push(String(revision));
      if (said.length === 6) end.abort(new Error('enough'));
    };
    const follow = async (): Promise<void> => {
      for await (const event of new Client(server).changes({ onPlace, signal: end.signal })) said.push(nameOf(event));
    };
    expect(await caught(follow())).toMatchObject({ message: 'enough' });
    // The first id came in one piece with the first change.
    expect(said.slice(0, 5)).toEqual(['put a 3', '2', 'put b 3', '3', '9']);
  });

  it('begins again with the state where the changes are gone, and says so', async () => {
    const state = (revision: number) =>
      `${RETRY}event: snapshot\ndata: {"revision":"${revision}","documents":1}\n\n` +
      `event: document\ndata: {"key":"a","revision":"1","value":1}\n\nevent: live\ndata: {"revision":"${revision}"}\nid: ${revision}\n\n`;
    const gone = '\nevent: gone\ndata: {"code":"HISTORY_GONE","oldestRevision":"30"}\n\n';
    await using server = await TestServer.start(events(state(4) + gone, 'end'), events(state(40), 'stay'));
    const all = ['snapshot 4', 'document a 1', 'live 4', 'snapshot 40', 'document a 1', 'live 40'];
    expect(await told(server, 6, { snapshot: true })).toEqual(all);
    expect(server.came[1]?.headers['last-event-id']).toBeUndefined();
  });

  it('fails where the changes are gone and there is no state to begin with', async () => {
    await using server = await TestServer.start(problem(410, 'HISTORY_GONE', {}, { oldestRevision: '30' }));
    expect(await caught(told(server, 1, { since: 1n }))).toMatchObject({
      code: 'HISTORY_GONE',
      problem: { oldestRevision: '30' },
    });
  });

  it('fails where it is refused, and where something else answers', async () => {
    await using server = await TestServer.start(problem(400, 'PREFIX_INVALID'), json({}));
    expect(await caught(told(server, 1))).toMatchObject({ code: 'PREFIX_INVALID' });
    expect(await caught(told(server, 1))).toMatchObject({ code: 'ANSWER_UNKNOWN' });
  });

  it('takes another connection where nothing comes for too long', async () => {
    await using server = await TestServer.start(events(RETRY, 'stay'), events(change('a', 1), 'stay'));
    const reasons: string[] = [];
    await told(server, 1, { silenceMs: 50, onInterruption: ({ reason }) => reasons.push(reason.code) });
    // A machine that is busy may take the second one for silent too.
    expect(new Set(reasons)).toEqual(new Set(['TIMED_OUT']));
  });

  it('ends with the reason of its signal', async () => {
    await using server = await TestServer.start(events(change('a', 1), 'stay'));
    const end = new AbortController();
    const feed = new Client(server).changes({ signal: end.signal });
    await feed.next();
    const next = caught(feed.next());
    end.abort(new Error('enough'));
    expect(await next).toMatchObject({ message: 'enough' });
  });
});
