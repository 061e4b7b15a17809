import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { paths } from '@bimetal/contract';
import { FineHistogram } from '../../metrics/fine-histogram.js';

declare module 'node:http' {
  interface ServerResponse {
    /** When its request came, by the clock of `performance`. */
    began?: number;
  }
}

/** What requests are told apart by. */
export const REQUEST_CLASSES = ['reads', 'lists', 'writes', 'others'] as const;
export type RequestClass = (typeof REQUEST_CLASSES)[number];

/** What an event loop has counted of its requests since it began, as it may be passed from one thread to another. */
export interface RequestTotals {
  readonly times: Readonly<Record<RequestClass, ArrayLike<number>>>;
  /** Answered with a 4xx, with a 5xx, and those whose client went before it had all of the answer. */
  readonly refused: number;
  readonly failed: number;
  readonly aborted: number;
}

/**
 * Counts requests by their class, and how long they took. One that is answered at once, as the plain read of a document is, costs
 * two looks at the clock; any other one listener more, which is the same for all.
 */
export class RequestCounts {
  readonly #times: Readonly<Record<RequestClass, FineHistogram>> = {
    reads: new FineHistogram(),
    lists: new FineHistogram(),
    writes: new FineHistogram(),
    others: new FineHistogram(),
  };
  #refused = 0;
  #failed = 0;
  #aborted = 0;
  readonly #closed: (this: ServerResponse) => void;

  constructor() {
    const add = (response: ServerResponse): void => this.#add(response);
    this.#closed = function closed(this: ServerResponse): void {
      add(this);
    };
  }

  /** Counts all that a handler answers. */
  around(handler: RequestListener): RequestListener {
    return (request, response) => {
      response.began = performance.now();
      handler(request, response);
      if (response.writableEnded) this.#add(response);
      else response.on('close', this.#closed);
    };
  }

  totals(): RequestTotals {
    const { reads, lists, writes, others } = this.#times;
    return {
      times: {
        reads: reads.counts.slice(),
        lists: lists.counts.slice(),
        writes: writes.counts.slice(),
        others: others.counts.slice(),
      },
      refused: this.#refused,
      failed: this.#failed,
      aborted: this.#aborted,
    };
  }

  #add(response: ServerResponse): void {
    const { began = 0, statusCode, req } = response;
    if (!response.writableEnded) this.#aborted++;
    else if (statusCode >= 500) this.#failed++;
    else if (statusCode >= 400) this.#refused++;
    // Who follows the changes is there for hours: that says nothing of how quick the server is.
    const found = classOf(req);
    if (found !== undefined) this.#times[found].add(performance.now() - began);
  }
}

/** The class of a request, by its method and the beginning of its target; undefined for those that wait for changes. */
export function classOf({ method, url = '' }: Pick<IncomingMessage, 'method' | 'url'>): RequestClass | undefined {
  const reads = method === 'GET' || method === 'HEAD';
  if (url.startsWith(paths.documents)) {
    if (!reads) return method === 'OPTIONS' ? 'others' : 'writes';
    return url.charCodeAt(paths.documents.length) === SLASH ? 'reads' : 'lists';
  }
  if (url.startsWith(paths.changes)) return undefined;
  return url.startsWith(paths.batch) || url.startsWith(paths.import) ? 'writes' : 'others';
}

const SLASH = 0x2f;
