import { createHash } from 'node:crypto';
import { Client, type FeedEvent, isClientError } from '@bimetal/client';
import { openApiDocument } from '@bimetal/contract/openapi';
import { incrementCounters } from './client/counters.ts';
import { ask } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

let folder: TemporaryFolder;
let server: ServerProcess;
let client: Client;

beforeAll(async () => {
  folder = new TemporaryFolder();
  server = await startServer({ args: ['--datapath', folder.path] });
  client = new Client(server);
});

afterAll(async () => {
  await server.stop();
  folder[Symbol.dispose]();
});

describe('the client', () => {
  it('writes, reads, patches, lists and removes documents', async () => {
    const { revision } = await client.put('people/alice', { name: 'Alice' }, { ifAbsent: true });
    expect(await client.get('people/alice')).toEqual({ key: 'people/alice', value: { name: 'Alice' }, revision });
    await client.patch('people/alice', { age: 42 }, { ifRevision: revision });
    await client.putText('people/größe 1', '12345678901234567890');
    const found: unknown[] = [];
    for await (const { key, value } of client.list({ prefix: 'people/', limit: 1 })) found.push([key, value]);
    expect(found).toEqual([
      ['people/alice', { name: 'Alice', age: 42 }],
      ['people/größe 1', Number('12345678901234567890')],
    ]);
    expect(await client.getText('people/größe 1')).toMatchObject({ value: '12345678901234567890' });
    await client.remove('people/größe 1');
    expect(await client.get('people/größe 1')).toBeUndefined();
    expect((await client.page({ delimiter: '/', count: true })).items).toEqual([{ prefix: 'people/', count: 1n }]);
  });

  it('tells the code and the trace id of what is refused', async () => {
    const error: unknown = await client.put('a', 1, { ifRevision: 1n }).catch((caught: unknown) => caught);
    expect(isClientError(error, 'REVISION_CONFLICT')).toBe(true);
    expect(error).toMatchObject({ status: 412, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  it('loses no increment of many clients, and makes none twice', async () => {
    const { increments, faults } = await incrementCounters({ url: server.url, clients: 8, counters: 2, ms: 500 });
    expect(faults).toEqual([]);
    expect(increments).toBeGreaterThan(0);
  });

  it('follows the state and each change of it, over a connection that breaks', async () => {
    await client.put('feed/a', 1);
    const events: FeedEvent[] = [];
    let interruptions = 0;
    // The second request for changes is the one after the break.
    let connections = 0;
    const breaking: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      return ++connections === 1 ? new Response(cutBehind(response, 'feed/b'), response) : response;
    };
    const follower = new Client({ url: server.url, fetch: breaking });
    for await (const event of follower.changes({
      snapshot: true,
      prefix: 'feed/',
      onInterruption: () => interruptions++,
    })) {
      events.push(event);
      if (event.type === 'live') await client.put('feed/b', 2);
      if (event.type === 'put' && event.key === 'feed/b') await client.remove('feed/a');
      if (event.type === 'remove') break;
    }
    expect(events.map(({ type }) => type)).toEqual(['snapshot', 'document', 'live', 'put', 'remove']);
    expect([connections, interruptions]).toEqual([2, 1]);
  });
});

describe('the description of the API', () => {
  it('is sent as OpenAPI 3.1 with an entity tag', async () => {
    const { status, headers, text } = await ask(server.url, '/api/openapi.json');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const document = JSON.parse(text) as { info: { version: string } };
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument(document.info.version))));
    const again = await ask(server.url, '/api/openapi.json', { headers: { 'if-none-match': String(headers.etag) } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('is a page that allows its own script and no other', async () => {
    const { headers, text } = await ask(server.url, '/api/docs');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const script = /<script>([^]*)<\/script>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(headers['content-security-policy']).toContain(`script-src 'sha256-${hash}'`);
  });

  it('has every status, header and media type that these requests are answered with', async () => {
    const key = 'described/1';
    const path = `/api/data/${key}`;
    const body = { headers: { 'content-type': 'application/json' }, body: '1' };
    const requests = [
      ['/api', {}],
      ['/api/health/live', {}],
      ['/api/health/ready', {}],
      ['/api/status', {}],
      ['/api/docs', {}],
      ['/api/backups', { method: 'POST' }],
      ['/api/check', { method: 'POST' }],
      ['/api/check', { method: 'POST', headers: { accept: 'application/x-ndjson' } }],
      [path, { method: 'PUT', ...body }],
      [path, {}],
      [path, { headers: { 'if-none-match': '*' } }],
      [path, { headers: { 'if-match': '"0"' } }],
      [path, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '1' }],
      [
        path,
        {
          method: 'PATCH',
          headers: { 'content-type': 'application/json-patch+json' },
          body: '[{"op":"remove","path":"/x"}]',
        },
      ],
      ['/api/data/no-such', {}],
      ['/api/data/a//b', { method: 'DELETE' }],
      [path, { method: 'DELETE' }],
      ['/api/data?count=true&limit=1', {}],
      ['/api/data?limit=0', {}],
      ['/api/data?revision=1', { headers: { accept: 'application/x-ndjson' } }],
      ['/api/changes?wait=0', {}],
      ['/api/changes?since=99999999', {}],
    ] as const;
    const { paths } = JSON.parse(JSON.stringify(openApiDocument(''))) as Described;
    for (const [url, asked] of requests) {
      const { status, headers } = await ask(server.url, url, asked);
      const plain = url.split('?')[0] ?? '';
      const operation =
        paths[plain.startsWith('/api/data/') ? '/api/data/{key}' : plain]?.[
          ('method' in asked ? asked.method : 'get').toLowerCase()
        ];
      const said = operation?.responses[status];
      const type = headers['content-type']?.split(';')[0];
      expect({ url, status, said }).toMatchObject({ said: { description: expect.any(String) } });
      if (type !== undefined) expect(Object.keys(said?.content ?? {})).toContain(type);
      const told = Object.keys(said?.headers ?? {}).map((name) => name.toLowerCase());
      for (const name of [
        'etag',
        'cache-control',
        'link',
        'x-total-count',
        'bimetal-revision',
        'x-trace-id',
        'retry-after',
      ]) {
        if (headers[name] !== undefined)
          expect({ url, status, told }).toMatchObject({ told: expect.arrayContaining([name]) });
      }
    }
  });
});

interface Described {
  readonly paths: Record<string, Record<string, { responses: Record<string, { headers?: object; content?: object }> }>>;
}

/** The body of a response, broken behind a text. */
function cutBehind({ body }: Response, text: string): ReadableStream<Uint8Array> {
  const decoder = new TextDecoder();
  let seen = '';
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      controller.enqueue(piece);
      seen += decoder.decode(piece, { stream: true });
      if (seen.includes(text)) controller.error(new TypeError('the connection is cut'));
    },
  });
  return (body as ReadableStream<Uint8Array>).pipeThrough(cut);
}
