/**
 * `node apps/api-e2e/src/traces/run.ts`: a trace that a real server sends to a real OpenTelemetry Collector, by OTLP as protobuf and
 * as JSON, shows the request with its native children. The collector is built with Go of the modules in `collector`.
 */
import { ask } from '../http-client.ts';
import { startServer } from '../server-process.ts';
import { TemporaryFolder } from '../temporary-folder.ts';
import { buildCollector, Collector } from './collector.ts';
import { namesOf, type SpanTree, strayOf, treeOf, WRITE_NAMES } from './spans.ts';

const WAIT_MS_MAX = 60_000;

/** The tree as text, with how long each span took. */
function textOf({ span, children }: SpanTree, indent = ''): string {
  const micros = Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1000;
  const line = `${indent}${span.name} ${micros.toFixed(1)} µs\n`;
  return line + children.map((child) => textOf(child, `${indent}  `)).join('');
}

async function traceOf(collector: Collector, id: string, names: unknown): Promise<SpanTree> {
  const deadline = Date.now() + WAIT_MS_MAX;
  for (;;) {
    const tree = treeOf(collector.spans(), id);
    if (tree !== undefined && JSON.stringify(namesOf(tree)) === JSON.stringify(names)) return tree;
    if (Date.now() > deadline) throw new Error(`the trace is not as it should be: ${tree && textOf(tree)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const program = buildCollector();
await using collector = await Collector.start(program);
for (const [at, protocol] of ['http/protobuf', 'http/json'].entries()) {
  using folder = new TemporaryFolder();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
  await using server = await startServer({ args: ['--datapath', folder.path], env });
  const id = String(at + 1).repeat(32);
  const headers = { traceparent: `00-${id}-${'c'.repeat(16)}-01` };
  const { status } = await ask(server.url, '/api/data/a', { method: 'PUT', body: '1', headers });
  if (status !== 200) throw new Error(`the write was answered ${status}`);
  const tree = await traceOf(collector, id, ['PUT /api/data/*', ['store.put', ...WRITE_NAMES]]);
  if (strayOf(tree).length > 0) throw new Error(`not within the span above: ${strayOf(tree).join(', ')}`);
  console.log(`By ${protocol} the collector has:\n${textOf(tree)}`);
}
