import { addonInfo, type Store } from '@bimetal/bindings';
import { Exposition } from './exposition.js';
import { type LoopFigures, sumOf } from './loop-figures.js';
import { LoopClock, type LoopTime, writeLoops, writeProcess } from './process-metrics.js';
import { joinSeries, RequestMetrics } from './request-metrics.js';
import { type ServerFigures } from './server-figures.js';
import { writeStore } from './store-metrics.js';

/** What all event loops have counted. */
type Gather = () => Promise<readonly LoopFigures[]>;

/** All that the server counts, in the text of Prometheus. A server without metrics has none of this. */
export class Metrics implements Disposable {
  readonly requests = new RequestMetrics();
  readonly #clock = new LoopClock();
  readonly #store: Store;
  readonly #figures: ServerFigures;
  readonly #version: string;
  readonly #gather: Gather;

  constructor(store: Store, figures: ServerFigures, version: string, gather: Gather) {
    this.#store = store;
    this.#figures = figures;
    this.#version = version;
    this.#gather = gather;
  }

  /** How this event loop has spent its time; the delays are those since the last call. */
  takeTime(): LoopTime {
    return this.#clock.take();
  }

  /** The metrics as of now, of all event loops. */
  async text(): Promise<string> {
    const all = await this.#gather();
    const to = new Exposition();
    this.#writeBuild(to);
    to.histograms(
      'bimetal_http_request_duration_seconds',
      'How long requests took, from their headers to the end of the answer.',
      joinSeries(all.flatMap(({ requests }) => requests)).map(({ labels, histogram }) => [labels, histogram]),
    );
    this.#writeServer(all, to);
    writeStore(this.#store, to);
    const bytes = (part: keyof LoopFigures['memory']): number => sumOf(all, ({ memory }) => memory[part]);
    writeProcess(
      {
        heapTotal: bytes('heapTotal'),
        heapUsed: bytes('heapUsed'),
        external: bytes('external'),
        arrayBuffers: bytes('arrayBuffers'),
      },
      to,
    );
    writeWorkers(all, to);
    writeLoops(
      all.flatMap(({ worker, time }) => (time === undefined ? [] : [[worker, time] as const])),
      to,
    );
    return to.text;
  }

  [Symbol.dispose](): void {
    this.#clock[Symbol.dispose]();
  }

  #writeBuild(to: Exposition): void {
    const { buildId: addon, profile } = addonInfo();
    const labels = { version: this.#version, addon, profile, node: process.version };
    to.gauge('bimetal_build_info', 'Which builds run.', 1, labels);
  }

  #writeServer(all: readonly LoopFigures[], to: Exposition): void {
    const expires = this.#figures.certificateExpires();
    if (expires !== undefined) {
      const seconds = expires.getTime() / 1000;
      to.gauge('bimetal_tls_certificate_expires_seconds', 'When the certificate expires, since 1970.', seconds);
    }
    writeSpans(all, to);
    const sum = (numberOf: (one: LoopFigures) => number): number => sumOf(all, numberOf);
    const lag = Math.max(...all.map(({ feeds }) => feeds.lagRevisionsMax));
    to.gauge(
      'bimetal_connections',
      'Open connections.',
      sum(({ connections }) => connections.open),
    )
      .counter(
        'bimetal_connections_accepted_total',
        'Connections that were accepted.',
        sum(({ connections }) => connections.accepted),
      )
      .counter(
        'bimetal_connections_refused_total',
        'Connections beyond --connections-max.',
        sum(({ connections }) => connections.refused),
      )
      .counter(
        'bimetal_http_requests_limited_total',
        'Requests beyond --rate-limit.',
        sum(({ limited }) => limited),
      )
      .gauge(
        'bimetal_feeds',
        'Open change feeds.',
        sum(({ feeds }) => feeds.open),
      )
      .gauge('bimetal_feeds_lag_revisions_max', 'Revisions that the slowest feed is behind.', lag)
      .counter(
        'bimetal_feeds_overrun_total',
        'Feeds that ended because their reader lagged.',
        sum(({ feeds }) => feeds.overrun),
      );
  }
}

/** How the work is spread. One event loop alone does all of it. */
function writeWorkers(all: readonly LoopFigures[], to: Exposition): void {
  if (all.length === 1) return;
  const requestsOf = ({ requests }: LoopFigures): number =>
    requests.reduce(
      (sum, { histogram: { counts } }) => sum + Array.from(counts).reduce((one, more) => one + more, 0),
      0,
    );
  to.counters(
    'bimetal_worker_requests_total',
    'Requests that each event loop has answered.',
    all.map((one) => [{ worker: String(one.worker) }, requestsOf(one)]),
  ).gauges(
    'bimetal_worker_connections',
    'Open connections of each event loop.',
    all.map(({ worker, connections }) => [{ worker: String(worker) }, connections.open]),
  );
}

function writeSpans(all: readonly LoopFigures[], to: Exposition): void {
  if (all.every(({ spans }) => spans === undefined)) return;
  const outcomes = ['sent', 'failed', 'dropped'] as const;
  to.counters(
    'bimetal_trace_spans_total',
    'Spans of traces, by what became of them.',
    outcomes.map((outcome) => [{ outcome }, sumOf(all, ({ spans }) => spans?.[outcome] ?? 0)]),
  );
}
