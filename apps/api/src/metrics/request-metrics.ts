import { type RequestListener } from 'node:http';
import { routeOf } from '../http/note-route.js';
import { type Labels } from './exposition.js';
import { GrowingHistogram, type Histogram, joinHistograms } from './histogram.js';

/** Seconds: a document in memory takes a few hundredths of a millisecond, a write as long as its fsync. */
const BOUNDS_SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** What the route of a path is called that is none. */
const NO_ROUTE = 'none';

/** By the first digit of the status. At 0 stand the requests whose client went before it had all of the answer. */
const STATUS_CLASSES = ['aborted', '1xx', '2xx', '3xx', '4xx', '5xx'];

/** What the requests of one line have in common: route, method and class of status. */
export interface RequestLabels extends Labels {
  readonly method: string;
  readonly route: string;
  readonly status: string;
}

/** One line of requests, as it may be passed from one thread to another. */
export interface RequestSeriesFigures {
  readonly labels: RequestLabels;
  readonly histogram: Histogram;
}

/** One line of requests. */
export interface RequestSeries extends RequestSeriesFigures {
  readonly histogram: GrowingHistogram;
}

/**
 * How long requests took. A request costs two look-ups and a few comparisons. The number of series is bounded: routes and
 * methods are those that the server knows.
 */
export class RequestMetrics {
  readonly #routes = new Map<string, Map<string, (GrowingHistogram | undefined)[]>>();

  /** Counts all that a handler answers, from outside of it, so that none is missed. */
  around(handler: RequestListener): RequestListener {
    return (request, response) => {
      const began = performance.now();
      response.once('close', () => {
        const status = response.writableFinished ? response.statusCode : 0;
        const seconds = (performance.now() - began) / 1000;
        this.add(routeOf(request) ?? NO_ROUTE, request.method ?? '', status, seconds);
      });
      handler(request, response);
    };
  }

  /** One request that is done; a status of 0 says that its client went before. */
  add(route: string, method: string, status: number, seconds: number): void {
    let methods = this.#routes.get(route);
    if (methods === undefined) this.#routes.set(route, (methods = new Map()));
    let classes = methods.get(method);
    if (classes === undefined) methods.set(method, (classes = STATUS_CLASSES.map(() => undefined)));
    const place = Math.floor(status / 100);
    (classes[place] ??= new GrowingHistogram(BOUNDS_SECONDS)).add(seconds);
  }

  *series(): Generator<RequestSeries> {
    for (const [route, methods] of this.#routes) {
      for (const [method, classes] of methods) {
        for (const [place, histogram] of classes.entries()) {
          const status = STATUS_CLASSES[place];
          if (histogram !== undefined && status !== undefined) yield { labels: { method, route, status }, histogram };
        }
      }
    }
  }
}

/** The lines of several event loops, those of the same requests together. */
export function joinSeries(all: Iterable<RequestSeriesFigures>): RequestSeriesFigures[] {
  const joined = new Map<string, RequestSeriesFigures>();
  for (const one of all) {
    const name = JSON.stringify(one.labels);
    const other = joined.get(name);
    joined.set(
      name,
      other === undefined ? one : { labels: one.labels, histogram: joinHistograms(one.histogram, other.histogram) },
    );
  }
  return [...joined.values()];
}
