import { ExportResultCode } from '@opentelemetry/core';
import { AlwaysOnSampler, type ReadableSpan, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { SpanExport } from './span-export.js';

/** A collector that answers each batch when it is told to. */
function collector(): { exporter: SpanExporter; taken: ReadableSpan[]; answers: ((code: ExportResultCode) => void)[] } {
  const taken: ReadableSpan[] = [];
  const answers: ((code: ExportResultCode) => void)[] = [];
  const exporter: SpanExporter = {
    export: (spans, done) => {
      taken.push(...spans);
      answers.push((code) => done({ code }));
    },
    shutdown: () => Promise.resolve(),
  };
  return { exporter, taken, answers };
}

describe('spans on their way to the collector', () => {
  const said: string[] = [];
  const say = (_details: unknown, text: string): void => void said.push(text);
  const logger = { info: say, warn: say } as unknown as ConstructorParameters<typeof SpanExport>[1];

  it('are counted by what becomes of them; that they are lost is said once, and once that they are not', async () => {
    const { exporter, answers } = collector();
    const spans = new SpanExport(exporter, logger);
    const tracer = new TracerProvider({ sampler: new AlwaysOnSampler(), spanProcessors: [spans] }).getTracer('t');
    const { FAILED, SUCCESS } = ExportResultCode;
    for (const code of [SUCCESS, FAILED, FAILED, SUCCESS]) {
      tracer.startSpan('one').end();
      const flushed = spans.forceFlush();
      answers.pop()?.(code);
      await flushed;
    }
    expect(spans.counts).toEqual({ sent: 2, failed: 2, dropped: 0 });
    expect(said).toEqual(['Traces cannot be sent: those that are made meanwhile are lost', 'Traces are sent again']);
  });

  it('are dropped when too many wait for a collector that does not answer', async () => {
    const { exporter, taken, answers } = collector();
    const spans = new SpanExport(exporter, logger);
    const tracer = new TracerProvider({ sampler: new AlwaysOnSampler(), spanProcessors: [spans] }).getTracer('t');
    for (let made = 0; made < 10_000; made++) tracer.startSpan('one').end();
    expect([spans.waiting, spans.counts.dropped]).toEqual([8192, 10_000 - 8192]);
    const ended = spans.shutdown();
    // It is told the rest in turns of the event loop, while the first batches are not answered.
    while (spans.waiting > 0) {
      for (const answer of answers.splice(0)) answer(ExportResultCode.SUCCESS);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await ended;
    expect(taken).toHaveLength(8192);
  });
});
