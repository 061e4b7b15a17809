import { once } from 'node:events';
import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ServerPlace } from '../../config/place.js';
import { exitCodes, StartupError } from '../../config/startup-error.js';
import { cancelled } from './cancelled.js';
import { refusalOf } from './server-refusal.js';

/** What is asked of a server. */
export interface Asked {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
}

/** The bytes of an answer that is no success, at the most: a problem has some hundred. */
const PROBLEM_BYTES_MAX = 64 * 1024;

const KEEP_ALIVE_MS = 15_000;

/** A server, and the connection to it that is kept. `node:http`, because it has no limit of time where a server works long. */
export class ServerConnection implements Disposable {
  readonly #place: ServerPlace;
  readonly #signal: AbortSignal;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(place: ServerPlace, signal: AbortSignal) {
    this.#place = place;
    this.#signal = signal;
    const options = { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS };
    this.#agent = place.url.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
  }

  get url(): string {
    return this.#place.url;
  }

  /** Asks, and resolves with the head of the answer, whose body must be read or destroyed. Throws what is no success. */
  async ask(path: string, asked: Asked = {}): Promise<IncomingMessage> {
    const answer = await this.#send(path, asked).catch((error: unknown) => {
      throw this.#failure(error);
    });
    const { statusCode: status = 0 } = answer;
    if (status >= 200 && status < 300) return answer;
    let text = '';
    for await (const piece of this.bytesOf(answer)) {
      text += Buffer.from(piece).toString();
      if (text.length > PROBLEM_BYTES_MAX) break;
    }
    throw refusalOf(this.url, status, answer.headers['content-type'], text);
  }

  /** The whole answer. */
  async askWhole(
    path: string,
    asked?: Asked,
  ): Promise<{ readonly headers: IncomingHttpHeaders; readonly text: string }> {
    const answer = await this.ask(path, asked);
    const pieces: Uint8Array[] = [];
    for await (const piece of this.bytesOf(answer)) pieces.push(piece);
    return { headers: answer.headers, text: Buffer.concat(pieces).toString() };
  }

  /** The body of an answer. One that breaks off is an error. */
  async *bytesOf(answer: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const piece of answer as AsyncIterable<Uint8Array>) yield piece;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  async #send(path: string, { method = 'GET', headers = {}, body }: Asked): Promise<IncomingMessage> {
    const { url, key } = this.#place;
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const request = send(`${url}${path}`, {
      method,
      headers: { ...headers, ...authorization },
      agent: this.#agent,
      signal: this.#signal,
    });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    if (body === undefined || body instanceof Uint8Array) {
      request.end(body);
      return (await answered)[0];
    }
    // A server that refuses answers before it has read all, and hangs up: its answer counts, not that the rest could not be sent.
    const sent = pipeline(Readable.from(body, { objectMode: false }), request);
    const first = await Promise.race([answered, sent.then(() => answered)]).catch(async (error: unknown) => {
      if (!isBrokenPipe(error)) throw error;
      return answered;
    });
    sent.catch(() => undefined);
    return first[0];
  }

  #failure(error: unknown): unknown {
    if (this.#signal.aborted) return cancelled();
    if (error instanceof StartupError || !isSystemError(error)) return error;
    const reason = error.message === '' ? error.code : error.message;
    const advice =
      error.code === 'ECONNREFUSED' ? '. Start one with `bimetal serve`, or name a folder with --datapath' : '';
    const message = `the server ${this.url} cannot be reached: ${reason}${advice}`;
    return new StartupError('SERVER_UNREACHABLE', exitCodes.listen, message, { cause: error });
  }
}

function isBrokenPipe(error: unknown): boolean {
  return isSystemError(error) && ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(error.code ?? '');
}

/** Whatever has a code is of the system, of the name service or of TLS. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
