import { AsyncLocalStorage } from 'node:async_hooks';
import { type RequestListener } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { type Store } from '@bimetal/bindings';
import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { type Config } from '../config/config.js';
import { type Logger } from '../logging/logger.js';
import { CallSpans } from './call-spans.js';
import { CommitSpans } from './commit-spans.js';
import { type CurrentRequest, type RecordedRequest, traceRequests } from './request-spans.js';
import { samplerOf } from './sampler.js';
import { type SpanCounts, SpanExport } from './span-export.js';
import { traceIds } from './trace-ids.js';
import { tracedStore } from './traced-store.js';

/** LIMIT: how long a shutdown waits for the collector to take the last spans. */
const FLUSH_MS_MAX = 1_000;

/** What of the configuration is about traces. */
export type TracesConfig = Pick<
  Config,
  'tracesHeaders' | 'tracesProtocol' | 'tracesService' | 'tracesSampler' | 'tracesSamplerArg' | 'trustProxy'
>;

/** Traces of requests, sent to a collector by OTLP. A server without them loads none of this. */
export class Traces implements AsyncDisposable {
  /** The class of stores whose calls are recorded. */
  readonly storeClass: typeof Store;
  readonly #config: TracesConfig;
  readonly #logger: Logger;
  readonly #export: SpanExport;
  readonly #provider: TracerProvider;
  readonly #commits: CommitSpans;
  readonly #current: CurrentRequest = new AsyncLocalStorage<RecordedRequest | undefined>();

  private constructor(config: TracesConfig, exporter: SpanExporter, version: string, logger: Logger) {
    this.#config = config;
    this.#logger = logger;
    this.#export = new SpanExport(exporter, logger);
    const own = { 'service.name': config.tracesService, 'service.version': version, 'process.pid': process.pid };
    this.#provider = new TracerProvider({
      resource: detectResources({ detectors: [envDetector] }).merge(resourceFromAttributes(own)),
      sampler: samplerOf(config),
      idGenerator: traceIds,
      spanProcessors: [this.#export],
    });
    const tracer = this.#provider.getTracer('bimetal', version);
    this.#commits = new CommitSpans(tracer);
    this.storeClass = tracedStore(new CallSpans(tracer, this.#current, this.#commits));
  }

  static async open(url: string, config: TracesConfig, version: string, logger: Logger): Promise<Traces> {
    return new Traces(config, await openExporter(url, config), version, logger);
  }

  /** What became of the spans so far. */
  get counts(): SpanCounts {
    return this.#export.counts;
  }

  /** Records the requests that a handler answers. */
  around(handler: RequestListener): RequestListener {
    const tracer = this.#provider.getTracer('bimetal');
    return traceRequests(handler, tracer, this.#current, this.#config.trustProxy);
  }

  /** Sends what is left, as far as the collector takes it soon. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#commits.flush();
    const flushed = new AbortController();
    const late = after(FLUSH_MS_MAX, undefined, { signal: flushed.signal }).catch(() => undefined);
    await Promise.race([this.#provider.shutdown().catch(() => undefined), late]);
    flushed.abort();
    const lost = this.#export.waiting;
    if (lost > 0)
      this.#logger.warn({ spans: lost }, `Traces were not taken in ${FLUSH_MS_MAX / 1000} s: they are lost`);
  }
}

/** The exporter of the protocol; the other one is not even loaded. */
async function openExporter(url: string, { tracesHeaders, tracesProtocol }: TracesConfig): Promise<SpanExporter> {
  const headers = parseKeyPairsIntoRecord(tracesHeaders);
  const { OTLPTraceExporter } =
    tracesProtocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter({ url, headers });
}
