import { readProblem } from './read-problem.js';
import { Silence } from './silence.js';
import { asClientError, type Transport } from './transport.js';

export interface Streaming {
  readonly signal?: AbortSignal | undefined;
  /** How long may pass until the next piece, in milliseconds. */
  readonly silenceMs: number;
  /** GET by default. */
  readonly method?: 'GET' | 'POST' | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** Is shown the head of the answer, before the first piece. */
  readonly onHead?: ((headers: Headers) => void) | undefined;
}

/**
 * The bytes that a path answers, in pieces as they come, however many: it is asked for once, and no more is read of it than is
 * taken. A piece that does not come within `silenceMs` fails, and so does an answer whose connection breaks.
 */
export async function* streamedBytes(
  transport: Transport,
  path: string,
  { signal, silenceMs, method = 'GET', headers, onHead }: Streaming,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const end = new AbortController();
  const silence = new Silence(silenceMs, end);
  const both = signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]);
  try {
    const response = await silence.during(
      transport.open({ method, path, headers, isRepeatable: method === 'GET' }, both),
    );
    if (!response.ok || response.body === null) throw await silence.during(readProblem(response));
    onHead?.(response.headers);
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await silence.during(reader.read());
      if (done) return;
      yield value;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw asClientError(error, silenceMs);
  } finally {
    // Whoever ended it: nothing more is read of the connection.
    end.abort();
  }
}
