import { type ProblemCode } from '@bimetal/contract';
import { ask, put } from './http-client.ts';
import { type RawAnswer, RawConnection } from './raw-connection.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const MIB = 1024 * 1024;

interface Request {
  method: string;
  target: string;
  headers: Record<string, string>;
  body: string;
}

/** What can be wrong with a write, in the order in which docs/operations.md says that it is found. */
const faults: [what: string, status: number, code: ProblemCode, spoil: (request: Request) => void][] = [
  [
    'framing: a coding below the chunks',
    501,
    'NOT_IMPLEMENTED',
    (request) => {
      delete request.headers['content-length'];
      request.headers['transfer-encoding'] = 'gzip, chunked';
      request.body = '0\r\n\r\n';
    },
  ],
  ['target: a fragment', 400, 'REQUEST_INVALID', (request) => (request.target += '#a')],
  ['host: a foreign one', 403, 'HOST_NOT_ALLOWED', ({ headers }) => (headers['host'] = 'evil.example')],
  ['origin: a foreign page', 403, 'ORIGIN_NOT_ALLOWED', ({ headers }) => (headers['origin'] = 'https://evil.example')],
  ['API key: none', 401, 'API_KEY_REQUIRED', ({ headers }) => delete headers['authorization']],
  ['method: one that the route does not take', 405, 'METHOD_NOT_ALLOWED', (request) => (request.method = 'REPORT')],
  [
    'query: an unknown parameter',
    400,
    'REQUEST_INVALID',
    // Before the fragment, if there is one.
    (request) => (request.target = request.target.replace(/(?=#|$)/, '?ttl=60')),
  ],
  ['expectation: an unknown one', 417, 'EXPECTATION_FAILED', ({ headers }) => (headers['expect'] = '200-ok')],
  ['type: a form', 415, 'CONTENT_TYPE_UNSUPPORTED', ({ headers }) => (headers['content-type'] = 'text/plain')],
  ['conditions: no entity tag', 400, 'REQUEST_INVALID', ({ headers }) => (headers['if-match'] = '42')],
  [
    'key: a segment that none has',
    400,
    'KEY_SEGMENT',
    // Looked at before the body when the body is large, or kept back.
    (request) => {
      request.target = request.target.replace('quickdoc-1', 'a//b');
      request.headers['expect'] ??= '100-continue';
    },
  ],
  [
    'conditions: one that does not hold',
    412,
    'REVISION_CONFLICT',
    ({ headers }) => {
      headers['if-match'] ??= '"1000000"';
      headers['expect'] ??= '100-continue';
    },
  ],
  [
    'body: too long',
    413,
    'VALUE_TOO_LARGE',
    ({ headers }) => {
      if (headers['transfer-encoding'] === undefined) headers['content-length'] = String(20 * MIB);
      headers['expect'] ??= '100-continue';
    },
  ],
];

/** The one API key of the server. */
let key = '';

const good = (): Request => ({
  method: 'PUT',
  target: '/api/data/quickdoc-1',
  headers: {
    host: '127.0.0.1',
    authorization: `Bearer ${key}`,
    'content-length': '2',
    'content-type': 'application/json',
  },
  body: '{}',
});

function bytesOf({ method, target, headers, body }: Request): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // What the client keeps back until it is asked for does not follow.
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${headers['expect'] === undefined ? body : ''}`;
}

describe('what is wrong with a request', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
    await put(server.url, 'quickdoc-1', '1');
    const headers = { 'content-type': 'application/json' };
    const made = await ask(server.url, '/api/keys', { method: 'POST', headers, body: '{"scopes":["admin"]}' });
    ({ key } = JSON.parse(made.text) as { key: string });
  });

  afterAll(async () => {
    const { text } = await ask(server.url, '/api/data', { headers: { authorization: `Bearer ${key}` } });
    expect(JSON.parse(text)).toEqual([{ key: 'quickdoc-1', value: 1 }]);
    await server.stop();
    folder[Symbol.dispose]();
  });

  async function answered(request: Request): Promise<RawAnswer | undefined> {
    using connection = await RawConnection.open(server.url);
    connection.write(bytesOf(request));
    return await connection.answer(request.method);
  }

  it.each(faults)('is %s: %i %s', async (_what, status, code, spoil) => {
    const request = good();
    spoil(request);
    const answer = await answered(request);
    expect(answer?.headers['content-type']).toBe('application/problem+json');
    expect({ status: answer?.status, ...JSON.parse(answer?.text ?? '{}') }).toMatchObject({ status, code });
  });

  const pairs = faults.flatMap((first, index) => faults.slice(index + 1).map((second) => [first, second] as const));

  it.each(pairs.map(([first, second]) => [first[0], second[0], first, second] as const))(
    'is told by what comes first: %s, then %s',
    async (_first, _second, [, status, code, spoil], [, , , spoilMore]) => {
      const request = good();
      spoil(request);
      spoilMore(request);
      const answer = await answered(request);
      expect({ status: answer?.status, ...JSON.parse(answer?.text ?? '{}') }).toMatchObject({ status, code });
    },
  );

  it('is nothing, and then the client is told to send what it has kept back', async () => {
    using connection = await RawConnection.open(server.url);
    const request = good();
    request.headers['expect'] = '100-Continue';
    connection.write(bytesOf(request));
    expect((await connection.answer())?.status).toBe(100);
    connection.write('1 ');
    expect((await connection.answer())?.status).toBe(200);
  });
});
