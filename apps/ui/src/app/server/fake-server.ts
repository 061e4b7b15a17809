import { inject, Injectable, type Provider } from '@angular/core';
import { SERVER_OPTIONS } from './server';

interface Answering {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

type Wanted = string | { readonly method?: string; readonly url: string };

/** A request of the page that a test answers. */
export class FakeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly answered: Promise<Response>;
  #answer!: (response: Response) => void;
  #refuse!: (error: unknown) => void;
  #pieces: PiecesOfText | undefined;
  #isCancelled = false;

  constructor(url: string, { method = 'GET', headers, body, signal }: RequestInit) {
    this.method = method;
    this.url = url;
    this.headers = new Headers(headers);
    this.body = body;
    this.answered = new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#refuse = reject;
    });
    signal?.addEventListener('abort', () => {
      this.#isCancelled = true;
      this.fail(signal.reason);
    });
  }

  /** Whether the page has gone away. Of any answer it reads no more once it has all of it. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Answers with a text, or with the JSON of a value. */
  flush(body: unknown, { status = 200, headers = {} }: Answering = {}): void {
    this.#begin(status, headers)
      .give(typeof body === 'string' ? body : JSON.stringify(body))
      .end();
  }

  /** Answers with a problem. */
  refuse(status: number, code: string): void {
    this.flush({ type: `urn:bimetal:error:${code}`, title: code, status, detail: `it is ${code}`, code }, { status });
  }

  /** Gives the beginning of an answer that goes on. */
  give(piece: string): void {
    (this.#pieces ?? this.#begin(200, {})).give(piece);
  }

  /** Breaks the connection, also within an answer. */
  fail(error: unknown = new TypeError('Failed to fetch')): void {
    this.#refuse(error);
    this.#pieces?.fail(error);
  }

  #begin(status: number, headers: Readonly<Record<string, string>>): PiecesOfText {
    const pieces = new PiecesOfText();
    this.#pieces = pieces;
    this.#answer(responseOf(status, headers, pieces));
    return pieces;
  }
}

/** A body as the client reads it, in place of a stream: jsdom has none. */
class PiecesOfText {
  readonly #given: string[] = [];
  #ending: 'end' | { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  give(piece: string): this {
    this.#given.push(piece);
    this.#wake?.();
    return this;
  }

  end(): void {
    this.#ending = 'end';
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#ending ??= { error };
    this.#wake?.();
  }

  async read(): Promise<{ done: boolean; value: Uint8Array | undefined }> {
    for (;;) {
      const piece = this.#given.shift();
      if (piece !== undefined) return { done: false, value: new TextEncoder().encode(piece) };
      if (this.#ending === 'end') return { done: true, value: undefined };
      if (this.#ending !== undefined) throw this.#ending.error;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async text(): Promise<string> {
    let text = '';
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await this.read();
      if (done) return text;
      text += decoder.decode(value);
    }
  }
}

function responseOf(status: number, headers: Readonly<Record<string, string>>, pieces: PiecesOfText): Response {
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: new Headers(headers),
    body: { getReader: () => pieces },
    text: () => pieces.text(),
    json: async () => JSON.parse(await pieces.text()) as unknown,
  } as unknown as Response;
}

/** A server whose answers a test gives. */
@Injectable()
export class FakeServer {
  readonly #waiting: FakeRequest[] = [];

  readonly fetch: typeof fetch = (input, init = {}) => {
    const request = new FakeRequest(input as string, init);
    this.#waiting.push(request);
    return request.answered;
  };

  /** Takes the first request that is waiting for this; undefined when there is none. */
  take(wanted: Wanted): FakeRequest | undefined {
    const { method, url } = typeof wanted === 'string' ? { url: wanted, method: undefined } : wanted;
    const at = this.#waiting.findIndex((one) => one.url === url && (method === undefined || one.method === method));
    return at === -1 ? undefined : this.#waiting.splice(at, 1)[0];
  }

  /** Takes a request that must be there by now. */
  expect(wanted: Wanted): FakeRequest {
    const request = this.take(wanted);
    if (request === undefined) throw new Error(`Nobody asked for ${JSON.stringify(wanted)}, but for ${this.#names()}.`);
    return request;
  }

  /** Takes a request when it comes. */
  async asked(wanted: Wanted): Promise<FakeRequest> {
    for (;;) {
      const request = this.take(wanted);
      if (request !== undefined) return request;
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** That no request waits which no test has taken. */
  verify(): void {
    if (this.#waiting.length > 0) throw new Error(`Nobody has answered ${this.#names()}.`);
  }

  #names(): string {
    return this.#waiting.map(({ method, url }) => `${method} ${url}`).join(', ') || 'nothing';
  }
}

/** The page asks the fake server, once for each thing that it wants. */
export function provideFakeServer(): Provider[] {
  return [FakeServer, { provide: SERVER_OPTIONS, useFactory: () => ({ retries: 0, fetch: inject(FakeServer).fetch }) }];
}
