import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { type Logger } from '../logging/logger.js';

/** LIMIT: the spans that wait for the collector; those beyond are dropped. A span has a kilobyte or two. */
const WAITING_MAX = 8192;

/** How many spans one request to the collector has at most, and how long the first of them waits for others. */
const BATCH_MAX = 512;
const DELAY_MS = 1000;

/** What became of the spans, since the start. */
export interface SpanCounts {
  /** The collector has them. */
  sent: number;
  /** The collector did not take them, or was not there. */
  failed: number;
  /** Too many were waiting. */
  dropped: number;
}

/** Spans on their way to the collector. Whatever it does, nobody waits for it and no memory fills up. */
export class SpanExport implements SpanProcessor {
  readonly counts: SpanCounts = { sent: 0, failed: 0, dropped: 0 };
  readonly #inner: SpanProcessor;
  readonly #exporter: SpanExporter;
  readonly #logger: Pick<Logger, 'info' | 'warn'>;
  #waiting = 0;
  #isFailing = false;

  constructor(exporter: SpanExporter, logger: Pick<Logger, 'info' | 'warn'>) {
    this.#exporter = exporter;
    this.#logger = logger;
    this.#inner = new BatchSpanProcessor({
      exporter: this.#counting(),
      maxQueueSize: WAITING_MAX,
      maxExportBatchSize: BATCH_MAX,
      scheduledDelayMillis: DELAY_MS,
    });
  }

  /** The spans that the collector has not answered for yet. */
  get waiting(): number {
    return this.#waiting;
  }

  onStart(): void {
    // A span is of interest when it is over.
  }

  onEnd(span: ReadableSpan): void {
    if (this.#waiting >= WAITING_MAX) {
      this.counts.dropped += 1;
      return;
    }
    this.#waiting += 1;
    this.#inner.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#inner.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }

  #counting(): SpanExporter {
    return {
      export: (spans, done) =>
        this.#exporter.export(spans, (result) => {
          this.#note(spans.length, result);
          // It is told here. Told to the processor, it would be told to the console.
          done({ code: ExportResultCode.SUCCESS });
        }),
      shutdown: () => this.#exporter.shutdown(),
    };
  }

  #note(spans: number, { code, error }: ExportResult): void {
    this.#waiting -= spans;
    if (code === ExportResultCode.SUCCESS) {
      this.counts.sent += spans;
      if (this.#isFailing) this.#logger.info({ traces: this.counts }, 'Traces are sent again');
      this.#isFailing = false;
      return;
    }
    this.counts.failed += spans;
    // Once, and not for each batch: a collector may be away for days.
    if (!this.#isFailing)
      this.#logger.warn({ err: error }, 'Traces cannot be sent: those that are made meanwhile are lost');
    this.#isFailing = true;
  }
}
