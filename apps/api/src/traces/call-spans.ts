import { BimetalError, type CommitTimes, type Revision } from '@bimetal/bindings';
import { type Context, type Span, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { type CommitSpans } from './commit-spans.js';
import { type CurrentRequest } from './request-spans.js';
import { now, toTime } from './trace-clock.js';

/** A write that a span is made for. */
export interface TracedWrite<T> {
  readonly name: string;
  readonly call: () => Promise<T>;
  /** The revision that it was given, which tells its commit; undefined where nothing was written. */
  readonly revisionOf: (outcome: T) => Revision | undefined;
  readonly timesOf: (revision: Revision) => CommitTimes | undefined;
}

/** The spans of calls of the addon, in the span of the request that makes them. Without one that is recorded nothing is made. */
export class CallSpans {
  readonly #tracer: Tracer;
  readonly #current: CurrentRequest;
  readonly #commits: CommitSpans;

  constructor(tracer: Tracer, current: CurrentRequest, commits: CommitSpans) {
    this.#tracer = tracer;
    this.#current = current;
    this.#commits = commits;
  }

  /** A call that answers at once. */
  call<T>(name: string, call: () => T): T {
    const context = this.#context();
    if (context === undefined) return call();
    const span = this.#tracer.startSpan(name, { startTime: toTime(now()) }, context);
    try {
      return call();
    } catch (error) {
      noteError(span, error);
      throw error;
    } finally {
      span.end(toTime(now()));
    }
  }

  /** A call that answers when something is on disk. */
  write<T>(write: TracedWrite<T>): Promise<T> {
    const context = this.#context();
    return context === undefined ? write.call() : this.#tracedWrite(write, context);
  }

  async #tracedWrite<T>({ name, call, revisionOf, timesOf }: TracedWrite<T>, context: Context): Promise<T> {
    const began = now();
    const span = this.#tracer.startSpan(name, { startTime: toTime(began) }, context);
    let ended: number | undefined;
    try {
      const outcome = await call();
      const revision = revisionOf(outcome);
      ended = now();
      if (revision === undefined) return outcome;
      span.setAttribute('bimetal.revision', String(revision));
      const times = timesOf(revision);
      if (times !== undefined) this.#commits.add(trace.setSpan(context, span), times, began, ended);
      return outcome;
    } catch (error) {
      noteError(span, error);
      throw error;
    } finally {
      span.end(toTime(ended ?? now()));
    }
  }

  /** What is done behind an answer that has gone out is not part of it. */
  #context(): Context | undefined {
    const request = this.#current.getStore();
    return request?.span.isRecording() === true ? request.context : undefined;
  }
}

function noteError(span: Span, error: unknown): void {
  span.setAttribute('error.type', error instanceof BimetalError ? error.code : 'INTERNAL');
  span.setStatus({ code: SpanStatusCode.ERROR });
}
