import { type EventEmitter, once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2';
import { request } from 'node:https';
import { type Asked } from './http-client.ts';
import { answerOf, askHttp2, connectHttp2, type Http2Answered } from './http2-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';
import { selfSigned, writeTo } from './tls/self-signed.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const VALUE = `"${'x'.repeat(100_000)}"`;

let folder: TemporaryFolder;
let certificates: TemporaryFolder;
let server: ServerProcess;
let session: ClientHttp2Session;

beforeAll(async () => {
  folder = new TemporaryFolder();
  certificates = new TemporaryFolder();
  const flags = writeTo(certificates.path, selfSigned('localhost'));
  const urls = ['--urls', 'https://127.0.0.1:0', '--metrics', '--access-log'];
  server = await startServer({ args: ['--datapath', folder.path, ...urls, ...flags] });
  session = await connectHttp2(server.url);
  await askHttp2(session, '/api/data/one', { method: 'PUT', body: '1', headers: JSON_TYPE });
  await askHttp2(session, '/api/data/large', { method: 'PUT', body: VALUE, headers: JSON_TYPE });
});

afterAll(async () => {
  session.destroy();
  await server.stop();
  folder[Symbol.dispose]();
  certificates[Symbol.dispose]();
});

/** The same request over HTTP/1.1. */
function askHttp1(path: string, { method = 'GET', headers = {}, body }: Asked): Promise<Http2Answered> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = {
      method,
      path,
      agent: false,
      rejectUnauthorized: false,
      headers: { ...length, ...headers },
    } as const;
    const sent = request(new URL(server.url), options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject).end(body);
  });
}

/** What differs from one request to the next, or belongs to the connection. */
const PASSING = ['date', 'x-trace-id', 'connection', 'keep-alive', 'transfer-encoding', ':status'];

/** Resolves when it is closed, also by an error. */
function closeOf(closed: ClientHttp2Session | ClientHttp2Stream): Promise<unknown> {
  return new Promise((resolve) => (closed as EventEmitter).once('close', resolve));
}

/** Answers of writes name the revision that they made. */
const REVISION = /^"\d+"$/;

function comparable({ status, headers, text }: Http2Answered): object {
  const told = Object.entries(headers)
    .filter(([name]) => !PASSING.includes(name))
    .map(([name, value]) => [name, REVISION.test(String(value)) ? 'a revision' : value]);
  return { status, headers: Object.fromEntries(told), text: text.replace(/"(traceId|revision)":"[^"]*"/g, '"$1":""') };
}

const events = (
  stream: ClientHttp2Stream,
): { readonly text: () => string; readonly until: (part: string) => Promise<void> } => {
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const until = async (part: string): Promise<void> => {
    while (!text.includes(part)) await once(stream, 'data');
  };
  return { text: () => text, until };
};

describe('over HTTP/2', () => {
  it.each<[string, string, Asked]>([
    ['a document', '/api/data/one', {}],
    ['HEAD', '/api/data/one', { method: 'HEAD' }],
    ['a document that is not there', '/api/data/none', {}],
    ['a condition that holds', '/api/data/one', { headers: { 'if-none-match': '*' } }],
    ['a condition that does not', '/api/data/one', { method: 'DELETE', headers: { 'if-match': '"77"' } }],
    ['a list', '/api/data?prefix=one&limit=1&count=true', {}],
    ['HEAD of a list', '/api/data?prefix=one', { method: 'HEAD' }],
    ['a parameter that nobody knows', '/api/data?prefiks=one', {}],
    ['a key that is none', '/api/data/a//b', {}],
    ['no route', '/api/nothing', {}],
    ['a method that it does not take', '/api/health/live', { method: 'DELETE' }],
    ['OPTIONS', '/api/data/one', { method: 'OPTIONS' }],
    ['another host', '/api/data/one', { headers: { host: 'example.com' } }],
    [
      'a page of another site',
      '/api/data/one',
      { method: 'PUT', body: '1', headers: { ...JSON_TYPE, origin: 'https://example.com' } },
    ],
    ['another type', '/api/data/one', { method: 'PUT', body: '1', headers: { 'content-type': 'text/plain' } }],
    ['what is no JSON', '/api/data/one', { method: 'PUT', body: '{', headers: JSON_TYPE }],
    ['nothing at all', '/api/data/one', { method: 'PUT', headers: JSON_TYPE }],
    ['a write', '/api/data/two', { method: 'PUT', body: '{"a":1}', headers: JSON_TYPE }],
    [
      'a batch',
      '/api/batch',
      { method: 'POST', body: '{"operations":[{"put":"three","value":1}]}', headers: JSON_TYPE },
    ],
    [
      'an import',
      '/api/import',
      { method: 'POST', body: '{"key":"four","value":1}\n', headers: { 'content-type': 'application/x-ndjson' } },
    ],
    ['a compressed document', '/api/data/large', { headers: { 'accept-encoding': 'gzip' }, method: 'HEAD' }],
  ])('%s is answered as over HTTP/1.1', async (_what, path, asked) => {
    await askHttp2(session, '/api/data/one', { method: 'PUT', body: '1', headers: JSON_TYPE });
    // What it makes there is there in both cases.
    await askHttp1(path, asked);
    const [one, two] = [await askHttp1(path, asked), await askHttp2(session, path, asked)];
    expect(comparable(two)).toEqual(comparable(one));
  });

  it('has requests in the log and in the metrics, and refuses two hosts', async () => {
    const { headers } = await askHttp2(session, '/api/data/one');
    expect(JSON.parse(await server.logged(`"traceId":"${String(headers['x-trace-id'])}"`))).toMatchObject({
      method: 'GET',
      route: '/api/data/*',
      status: 200,
      bytes: 1,
      remoteAddress: '127.0.0.1',
    });
    expect((await askHttp2(session, '/metrics')).text).toMatch(/^bimetal_connections 1$/m);
    const { host } = new URL(server.url);
    const refused = await askHttp2(session, '/api/data/one', { headers: { ':authority': host, host: 'localhost' } });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining(':authority')]);
  });

  it('takes a body of a length that nobody told, and gives it back', async () => {
    const body = Buffer.alloc(5_000_000, 'y');
    body[0] = body[body.length - 1] = '"'.charCodeAt(0);
    const stream = session.request({ ':path': '/api/data/upload', ':method': 'PUT', ...JSON_TYPE });
    for (let at = 0; at < body.length; at += 100_000) stream.write(body.subarray(at, at + 100_000));
    stream.end();
    expect((await answerOf(stream)).status).toBe(200);
    expect((await askHttp2(session, '/api/data/upload')).text).toBe(body.toString());
  });

  it('answers many requests of one connection at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => askHttp2(session, '/api/data/one')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });

  it('follows the changes in more streams than a browser has connections', async () => {
    const feeds = Array.from({ length: 20 }, () => session.request({ ':path': '/api/changes?prefix=told' }));
    const told = feeds.map(events);
    await Promise.all(told.map(({ until }) => until('retry')));
    await askHttp2(session, '/api/data/told', { method: 'PUT', body: '"news"', headers: JSON_TYPE });
    await Promise.all(told.map(({ until }) => until('news')));
    feeds.forEach((feed) => feed.close());
  });

  it('refuses requests of who takes none of its answers, so that they can be sent again', async () => {
    const greedy = await connectHttp2(server.url);
    let refused: ClientHttp2Stream | undefined;
    for (let sent = 0; sent < 240 && refused === undefined; sent++) {
      const stream = greedy.request({ ':path': '/api/data/large' });
      stream.on('error', () => undefined);
      await Promise.race([once(stream, 'response'), closeOf(stream)]);
      if (stream.closed) refused = stream;
    }
    expect(refused?.rstCode).toBe(constants.NGHTTP2_REFUSED_STREAM);
    greedy.destroy();
  });

  it('ends the connection of who gives up requests as fast as it can send them', async () => {
    const attacker = await connectHttp2(server.url);
    const ended = closeOf(attacker);
    for (let sent = 0; sent < 5000 && !attacker.closed && !attacker.destroyed; sent++) {
      const stream = attacker.request({ ':path': '/api/data/one' });
      stream.on('error', () => undefined);
      stream.close(8);
      if (sent % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await ended;
    expect((await askHttp2(session, '/api/data/one')).status).toBe(200);
  });

  it('tells its clients at the end to send nothing more, and answers what they have asked for', async () => {
    const feed = session.request({ ':path': '/api/changes' });
    const told = events(feed);
    await told.until('retry');
    const write = session.request({ ':path': '/api/data/last', ':method': 'PUT', ...JSON_TYPE });
    write.write('{"a"');
    // It has come: the connection keeps its order.
    await askHttp2(session, '/api/data/one');
    const goaway = once(session, 'goaway');
    server.signal('SIGTERM');
    await goaway;
    write.end(':1}');
    expect((await answerOf(write)).status).toBe(200);
    await told.until('stopping');
    expect(await server.exited).toMatchObject({ code: 0 });
    await server.logged('Shut down cleanly');
  });
});

describe('a stream of HTTP/2 that is not read', () => {
  it('is cut off, and the others of its connection go on', async () => {
    using data = new TemporaryFolder();
    using certificate = new TemporaryFolder();
    const flags = writeTo(certificate.path, selfSigned('localhost'));
    const args = ['--datapath', data.path, '--urls', 'https://127.0.0.1:0', '--stall-seconds', '1', ...flags];
    await using watched = await startServer({ args });
    const reader = await connectHttp2(watched.url);
    for (let at = 0; at < 20; at++) {
      await askHttp2(reader, `/api/data/stall-${at}`, { method: 'PUT', body: VALUE, headers: JSON_TYPE });
    }
    const stalled = reader.request({ ':path': '/api/data?prefix=stall' });
    await once(stalled, 'response');
    const cut = closeOf(stalled);
    stalled.on('error', () => undefined);
    // Nothing reads it until the server has seen it stand still.
    await watched.logged('cut off a reader that takes nothing');
    stalled.resume();
    await cut;
    expect(stalled.rstCode).not.toBe(0);
    expect((await askHttp2(reader, '/api/health/live')).status).toBe(200);
    reader.destroy();
  });
});
