import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { changeStream } from './change-stream.js';
import { type ChangeChoice, type ChangeEvent } from './data-target.js';
import { ServerConnection } from './server-connection.js';

type Answer = (response: ServerResponse) => void;

const events =
  (text: string): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text);
  };
const CHANGE = (key: string, revision: number): string =>
  `event: change\ndata: {"key":"${key}","revision":"${revision}"}\n`;

/** Follows a server that gives one answer after another. */
async function follow(
  answers: readonly Answer[],
  choice: Partial<ChangeChoice> = {},
): Promise<{ seen: ChangeEvent[]; requests: IncomingMessage[]; told: string[]; error: unknown }> {
  const requests: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request);
    answers[requests.length - 1]?.(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { signal } = new AbortController();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  using connection = new ServerConnection({ kind: 'server', url, key: undefined }, signal);
  const seen: ChangeEvent[] = [];
  const told: string[] = [];
  let error: unknown;
  try {
    const whole = { prefix: undefined, where: undefined, since: undefined, snapshot: false, ...choice };
    for await (const event of changeStream(connection, whole, (line) => told.push(line), signal)) {
      seen.push(event);
      if (event.data.includes('"last"')) break;
    }
  } catch (thrown) {
    error = thrown;
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return { seen, requests, told, error };
}

describe('changeStream', () => {
  it('goes on behind the last whole batch when a connection breaks', async () => {
    const { seen, requests } = await follow(
      [
        events(`retry: 1\nid: 3\n\n${CHANGE('a', 4)}\n${CHANGE('b', 4)}id: 4\n\n${CHANGE('c', 5)}\n`),
        (response) => {
          response.writeHead(200).write(`${CHANGE('c', 5)}\n${CHANGE('d', 5)}id: 5\n\n`, () => response.destroy());
        },
        events(`${CHANGE('last', 6)}id: 6\n\n`),
      ],
      { since: 3n, prefix: 'x/' },
    );
    expect(requests.map(({ url, headers }) => [url, headers['last-event-id']])).toEqual([
      ['/api/changes?prefix=x%2F&since=3', undefined],
      ['/api/changes?prefix=x%2F&since=3', '4'],
      ['/api/changes?prefix=x%2F&since=3', '5'],
    ]);
    expect(seen.map(({ data }) => (JSON.parse(data) as { key: string }).key)).toEqual([
      'a',
      'b',
      'c',
      'c',
      'd',
      'last',
    ]);
  });

  it('comes back to a server that was stopping, and to one that is not there for a moment', async () => {
    const { seen, told } = await follow([
      events('retry: 1\nid: 1\n\n\nretry: 1\nevent: stopping\ndata: {"retryMs":1}\n\n'),
      (response) => response.destroy(),
      events(`${CHANGE('last', 2)}id: 2\n\n`),
    ]);
    expect(seen).toHaveLength(1);
    expect(told).toEqual([expect.stringContaining('ended the feed'), expect.stringContaining('trying again')]);
  });

  it('says that the changes are gone, and with which revision to begin', async () => {
    const { error } = await follow([
      events('id: 1\n\n\nevent: gone\ndata: {"code":"HISTORY_GONE","oldestRevision":"9"}\n\n'),
    ]);
    expect(error).toMatchObject({ code: 'HISTORY_GONE', message: expect.stringContaining('a revision from 9 on') });
  });

  it('does not wait for a server that was never there', async () => {
    const { error } = await follow([(response) => response.destroy()]);
    expect(error).toMatchObject({ code: 'SERVER_UNREACHABLE' });
  });
});
