import { type CommitTimes } from '@bimetal/bindings';
import { type Attributes, type Context, type Link, type Span, trace, type Tracer } from '@opentelemetry/api';
import { now, toTime } from './trace-clock.js';

/** A recorded write that is on disk. */
interface Committed {
  /** The span of its call, with which the spans below it are begun. */
  readonly context: Context;
  /** What its spans must lie between: moments of the steady clock. */
  readonly began: number;
  readonly ended: number;
  /** Moments of the same clock. */
  readonly queued: number;
  readonly taken: number;
  readonly fsync: { readonly began: number; readonly ended: number } | undefined;
  readonly shown: number;
  readonly group: Attributes;
}

/**
 * The native part of traces: how long a write waited in the queue, and its commit group with the fsync. A group that serves
 * several recorded writes is in the trace of each, so that each shows where its time went; the first of those spans is linked
 * with the calls of the others, and the others with it.
 */
export class CommitSpans {
  readonly #tracer: Tracer;
  /** By the first revision of the group. */
  #groups = new Map<bigint, Committed[]>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** Adds a write, by what Rust told of it just now. `began` and `ended` are moments of the call around it. */
  add(context: Context, times: CommitTimes, began: number, ended: number): void {
    const told = now();
    // Rust has looked at the clock a moment before, so that all may seem to be later than it was, by the time of that call.
    const moment = (ago: number): number => Math.min(Math.max(told - ago, began), ended);
    const { firstRevision, lastRevision, fsyncBeganAgoMs, fsyncEndedAgoMs } = times;
    const fsync =
      fsyncBeganAgoMs === undefined || fsyncEndedAgoMs === undefined
        ? undefined
        : { began: moment(fsyncBeganAgoMs), ended: moment(fsyncEndedAgoMs) };
    const committed: Committed = {
      context,
      began,
      ended,
      queued: moment(times.queuedAgoMs),
      taken: moment(times.takenAgoMs),
      fsync,
      shown: moment(times.shownAgoMs),
      group: {
        'bimetal.commit.batches': Number(lastRevision - firstRevision) + 1,
        'bimetal.commit.first_revision': String(firstRevision),
        'bimetal.commit.last_revision': String(lastRevision),
      },
    };
    const group = this.#groups.get(firstRevision);
    if (group !== undefined) {
      group.push(committed);
      return;
    }
    // All writes of a group hear of it in the same turn of the event loop.
    if (this.#groups.size === 0) setImmediate(() => this.flush());
    this.#groups.set(firstRevision, [committed]);
  }

  /** Makes the spans of all groups that have been told of. */
  flush(): void {
    const groups = this.#groups;
    this.#groups = new Map();
    for (const [first, ...others] of groups.values()) {
      if (first === undefined) continue;
      const span = this.#span(first, others.flatMap(linkTo));
      const links = [{ context: span.spanContext() }];
      for (const other of others) this.#span(other, links);
    }
  }

  /** Makes the spans of one write, and gives that of its group. */
  #span({ context, queued, taken, fsync, shown, group }: Committed, links: Link[]): Span {
    this.#tracer.startSpan('commit.queue', { startTime: toTime(queued) }, context).end(toTime(taken));
    const options = { startTime: toTime(taken), attributes: group, links };
    const span = this.#tracer.startSpan('commit.group', options, context);
    if (fsync !== undefined) {
      const startTime = toTime(fsync.began);
      this.#tracer.startSpan('commit.fsync', { startTime }, trace.setSpan(context, span)).end(toTime(fsync.ended));
    }
    span.end(toTime(shown));
    return span;
  }
}

function linkTo({ context }: Committed): Link[] {
  const span = trace.getSpan(context);
  return span === undefined ? [] : [{ context: span.spanContext() }];
}
