import { ClientError } from './client-error.js';
import { readProblem } from './read-problem.js';
import { type Backoff, wait, waitOf } from './waiting.js';

export interface TransportOptions {
  /** Where the server is: `http://127.0.0.1:5000`. In a page, its own origin by default. */
  readonly url?: string | undefined;
  /** An API key. */
  readonly key?: string | undefined;
  /** How long one attempt may take, in milliseconds; 30,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** How often a request is sent again that failed and may be; 4 by default. */
  readonly retries?: number | undefined;
  /** What sends requests, instead of the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
}

/** What any call may be told. */
export interface CallOptions {
  /** Ends the call: it rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** As {@link TransportOptions.timeoutMs}, for this call. */
  readonly timeoutMs?: number | undefined;
  readonly retries?: number | undefined;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  readonly body?: BodyInit | undefined;
  /** Whether it may be sent again when nobody knows if it was done. */
  readonly isRepeatable: boolean;
}

export interface Answer {
  readonly headers: Headers;
  readonly text: string;
  /** Whether an answer was lost before this one, so that the request may have been done twice, or by an earlier attempt. */
  readonly isRepeated: boolean;
}

const BACKOFF: Backoff = { firstMs: 100, mostMs: 10_000 };

/** LIMIT: who is to come back later than this is told so instead. */
const RETRY_AFTER_MS_MAX = 60_000;

/** What the server says when it has done nothing, so that any request may be sent again. */
const NOTHING_DONE = new Set([
  'CONNECTIONS_FULL',
  'IDEMPOTENCY_KEY_IN_USE',
  'QUEUE_FULL',
  'RATE_LIMITED',
  'REQUEST_TIMEOUT',
  'SERVER_BUSY',
  'SERVER_STOPPING',
]);

/** Sends requests, again where that is safe, and makes errors of what is no success. */
export class Transport {
  readonly #url: string;
  readonly #key: string | undefined;
  /** How long one attempt may take where a call says nothing. */
  readonly timeoutMs: number;
  readonly #retries: number;
  readonly #fetch: typeof fetch;

  constructor({ url = '', key, timeoutMs = 30_000, retries = 4, fetch: send = fetch }: TransportOptions) {
    this.#url = url.replace(/\/+$/, '');
    this.#key = key;
    this.timeoutMs = timeoutMs;
    this.#retries = retries;
    // A browser's fetch wants no other `this` than the page's.
    this.#fetch = (input, init) => send(input, init);
  }

  /** The answer as a text, when its status is one of success. */
  async send(request: Request, options: CallOptions = {}): Promise<Answer> {
    const { signal, timeoutMs = this.timeoutMs, retries = this.#retries } = options;
    for (let [attempt, isRepeated] = [1, false]; ; attempt++) {
      try {
        return { ...(await this.#attempt(request, timeoutMs, signal)), isRepeated };
      } catch (error) {
        signal?.throwIfAborted();
        const failure = asClientError(error, timeoutMs);
        const isLost = isAnswerLost(failure);
        isRepeated ||= isLost;
        const { retryAfterMs = 0 } = failure;
        const mayRepeat = isLost ? request.isRepeatable : NOTHING_DONE.has(failure.code);
        if (!mayRepeat || attempt > retries || retryAfterMs > RETRY_AFTER_MS_MAX) throw told(failure, isRepeated);
        await wait(waitOf(BACKOFF, attempt, retryAfterMs), signal);
      }
    }
  }

  /** The response itself, with its body still to come. It is sent once, and has no limit of time but the signal's. */
  async open({ method, path, headers = {}, body }: Request, signal?: AbortSignal): Promise<Response> {
    const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
    if (this.#key !== undefined && headers['authorization'] === undefined)
      sent.push(['authorization', `Bearer ${this.#key}`]);
    return this.#fetch(this.#url + path, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async #attempt(
    request: Request,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Pick<Answer, 'headers' | 'text'>> {
    const overdue = AbortSignal.timeout(timeoutMs);
    const response = await this.open(request, signal === undefined ? overdue : AbortSignal.any([signal, overdue]));
    if (!response.ok) throw await readProblem(response);
    return { headers: response.headers, text: await response.text() };
  }
}

/** Whether nobody knows if the request was done: no answer, or that of a proxy whose server is gone. */
function isAnswerLost({ code, status }: ClientError): boolean {
  return status === 0 || (code === 'ANSWER_UNKNOWN' && status >= 502 && status <= 504);
}

/** A condition that held no more after an answer was lost may have been broken by the request itself. */
function told(failure: ClientError, isRepeated: boolean): ClientError {
  if (!isRepeated || failure.code !== 'REVISION_CONFLICT') return failure;
  const message = 'the answer to the write was lost, and the document has changed since: read it and see';
  const { status, problem } = failure;
  return new ClientError('OUTCOME_UNKNOWN', message, { status, problem, cause: failure });
}

/** What `fetch` throws, as an error of ours. */
export function asClientError(error: unknown, timeoutMs?: number): ClientError {
  if (error instanceof ClientError) return error;
  if ((error as { name?: unknown } | undefined)?.name === 'TimeoutError') {
    return new ClientError('TIMED_OUT', `there was no whole answer within ${timeoutMs} ms`, { cause: error });
  }
  return new ClientError('UNREACHABLE', 'there is no answer from the server: see whether it runs', { cause: error });
}
