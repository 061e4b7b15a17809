import { TRACE_ID_HEADER } from '@bimetal/contract';
import { ask, put } from './http-client.ts';
import { startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';
import { Receiver } from './traces/receiver.ts';
import { attributeOf, type Names, namesOf, type SpanTree, strayOf, treeOf, WRITE_NAMES } from './traces/spans.ts';

const CALLER = 'b'.repeat(16);

/** A trace that a caller has begun, and its decision whether it is recorded. */
const traceOf = (digit: string, recorded = true): { readonly id: string; readonly traceparent: string } => {
  const id = digit.repeat(32);
  return { id, traceparent: `00-${id}-${CALLER}-0${recorded ? 1 : 0}` };
};

/** A port on which nobody listens. */
async function endpointOfNobody(): Promise<string> {
  await using gone = await Receiver.open();
  return gone.endpoint;
}

describe('Traces', () => {
  it('show each recorded request with its calls of the addon, the wait in the queue, the commit group and the fsync', async () => {
    using folder = new TemporaryFolder();
    await using receiver = await Receiver.open();
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-token=a%20b',
      OTEL_SERVICE_NAME: 'shop',
      BIMETAL_TRACES_PROTOCOL: 'http/json',
    };
    await using server = await startServer({ args: ['--datapath', folder.path, '--log-format', 'json'], env });
    const { url } = server;
    const tree = async (id: string, names: Names): Promise<SpanTree> => {
      const found = await receiver.until((spans) => {
        const all = treeOf(spans, id);
        return all && JSON.stringify(namesOf(all)) === JSON.stringify(names) ? all : undefined;
      });
      expect(strayOf(found)).toEqual([]);
      return found;
    };

    const written = traceOf('1');
    await ask(url, '/api/data/a', { method: 'PUT', body: '{"n":1}', headers: { traceparent: written.traceparent } });
    const write = await tree(written.id, ['PUT /api/data/*', ['store.put', ...WRITE_NAMES]]);
    expect(write.span.parentSpanId).toBe(CALLER);
    expect(attributeOf(write.span, 'http.response.status_code')).toBe(200);
    const group = write.children[0]?.children[1]?.span;
    expect(group && attributeOf(group, 'bimetal.commit.first_revision')).toBe('1');
    expect([...receiver.services, receiver.headers['x-token']]).toEqual(['shop', 'a b']);

    const batch = traceOf('2');
    await ask(url, '/api/batch', {
      method: 'POST',
      body: '{"operations":[{"put":"b","value":2},{"remove":"a"}]}',
      headers: { traceparent: batch.traceparent, 'content-type': 'application/json' },
    });
    await tree(batch.id, ['POST /api/batch', ['batch.parse'], ['batch.commit', ...WRITE_NAMES]]);

    const read = traceOf('3');
    await ask(url, '/api/data/b?', { headers: { traceparent: read.traceparent } });
    await tree(read.id, ['GET /api/data/*', ['store.get']]);

    // What a caller does not record is not recorded; the trace id is the caller's all the same.
    const unrecorded = traceOf('4', false);
    const plain = await ask(url, '/api/data/b', { headers: { traceparent: unrecorded.traceparent } });
    expect(plain.headers[TRACE_ID_HEADER]).toBe(unrecorded.id);
    expect((await ask(url, '/api/health/live')).status).toBe(200);

    // Without a caller there is a new trace, and answers and problems name it.
    const problem = await ask(url, '/api/data/nobody?');
    const id = String(problem.headers[TRACE_ID_HEADER]);
    expect(JSON.parse(problem.text)).toMatchObject({ traceId: id });
    await tree(id, ['GET /api/data/*', ['store.get']]);

    const list = await ask(url, '/api/data');
    await tree(String(list.headers[TRACE_ID_HEADER]), ['GET /api/data', ['store.snapshot']]);
    expect(receiver.spans.map(({ traceId }) => traceId)).not.toContain(unrecorded.id);
  });

  it('link the writes that share a commit group, and show the group in the trace of each', async () => {
    using folder = new TemporaryFolder();
    await using receiver = await Receiver.open();
    const args = ['--traces-url', `${receiver.endpoint}/v1/traces`, '--traces-protocol', 'http/json'];
    await using server = await startServer({ args: ['--datapath', folder.path, ...args] });
    const writers = 16;
    for (let round = 0; ; round++) {
      await Promise.all(Array.from({ length: writers }, (_, at) => put(server.url, `k-${at}`, '1')));
      const groups = await receiver.until((spans) => {
        const found = spans.filter(({ name }) => name === 'commit.group');
        return found.length === writers * (round + 1) ? found : undefined;
      });
      const linked = groups.filter(({ links = [] }) => links.length > 0);
      // Which writes meet in a group is for the machine to say.
      if (linked.length === 0) continue;
      for (const { links = [] } of linked) {
        const ids = links.map(({ spanId }) => receiver.spans.find((span) => span.spanId === spanId)?.name);
        expect([['commit.group'], ids.map(() => 'store.put')]).toContainEqual(ids);
      }
      return;
    }
  });

  it('harm nobody when the collector is away: said once, counted, and no shutdown waits for it', async () => {
    using folder = new TemporaryFolder();
    const endpoint = await endpointOfNobody();
    const args = ['--datapath', folder.path, '--traces-url', `${endpoint}/v1/traces`, '--metrics'];
    await using server = await startServer({ args, env: { OTEL_EXPORTER_OTLP_TIMEOUT: '100' } });
    const lost = async (): Promise<number> => {
      const { text } = await ask(server.url, '/metrics');
      return Number(/bimetal_trace_spans_total\{outcome="failed"\} (\d+)/.exec(text)?.[1]);
    };
    for (let round = 1; round <= 2; round++) {
      const before = await lost();
      expect((await put(server.url, 'a', '1')).status).toBe(200);
      while ((await lost()) === before) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await put(server.url, 'a', '2');
    expect((await server.stop()).code).toBe(0);
    expect(server.logs.filter((line) => line.includes('Traces cannot be sent'))).toHaveLength(1);
  });
});
