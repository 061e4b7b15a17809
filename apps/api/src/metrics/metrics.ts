import { addonInfo, type Store } from '@bimetal/bindings';
import { Exposition } from './exposition.js';
import { ProcessMetrics } from './process-metrics.js';
import { RequestMetrics } from './request-metrics.js';
import { type ServerFigures } from './server-figures.js';
import { writeStore } from './store-metrics.js';

/** All that the server counts, in the text of Prometheus. A server without metrics has none of this. */
export class Metrics implements Disposable {
  readonly requests = new RequestMetrics();
  readonly #process = new ProcessMetrics();
  readonly #store: Store;
  readonly #figures: ServerFigures;
  readonly #version: string;

  constructor(store: Store, figures: ServerFigures, version: string) {
    this.#store = store;
    this.#figures = figures;
    this.#version = version;
  }

  /** The metrics as of now. */
  text(): string {
    const to = new Exposition();
    this.#writeBuild(to);
    to.histograms(
      'bimetal_http_request_duration_seconds',
      'How long requests took, from their headers to the end of the answer.',
      [...this.requests.series()].map(({ labels, histogram }) => [labels, histogram]),
    );
    this.#writeServer(to);
    writeStore(this.#store, to);
    this.#process.write(to);
    return to.text;
  }

  [Symbol.dispose](): void {
    this.#process[Symbol.dispose]();
  }

  #writeBuild(to: Exposition): void {
    const { buildId: addon, profile } = addonInfo();
    const labels = { version: this.#version, addon, profile, node: process.version };
    to.gauge('bimetal_build_info', 'Which builds run.', 1, labels);
  }

  #writeServer(to: Exposition): void {
    const { connections, limits, feeds, certificateExpires } = this.#figures;
    const expires = certificateExpires();
    if (expires !== undefined) {
      const seconds = expires.getTime() / 1000;
      to.gauge('bimetal_tls_certificate_expires_seconds', 'When the certificate expires, since 1970.', seconds);
    }
    to.gauge('bimetal_connections', 'Open connections.', connections.open)
      .counter('bimetal_connections_accepted_total', 'Connections that were accepted.', connections.accepted)
      .counter('bimetal_connections_refused_total', 'Connections beyond --connections-max.', connections.refused)
      .counter('bimetal_http_requests_limited_total', 'Requests beyond --rate-limit.', limits.refused)
      .gauge('bimetal_feeds', 'Open change feeds.', feeds.open())
      .gauge('bimetal_feeds_lag_revisions_max', 'Revisions that the slowest feed is behind.', feeds.lagRevisionsMax())
      .counter('bimetal_feeds_overrun_total', 'Feeds that ended because their reader lagged.', feeds.overrun);
  }
}
