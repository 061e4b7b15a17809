import { readProblem } from './read-problem.js';
import { Silence } from './silence.js';
import { asClientError, type Transport } from './transport.js';

/**
 * The text that a path answers, in pieces as they come, of whatever length: it is asked for once, and no more is read of it than is
 * taken. A piece that does not come within `silenceMs` fails, and so does a text whose connection breaks.
 */
export async function* streamedText(
  transport: Transport,
  path: string,
  { signal, silenceMs }: { readonly signal?: AbortSignal | undefined; readonly silenceMs: number },
): AsyncGenerator<string, void, undefined> {
  const end = new AbortController();
  const silence = new Silence(silenceMs, end);
  const both = signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]);
  try {
    const response = await silence.during(transport.open({ method: 'GET', path, isRepeatable: true }, both));
    if (!response.ok || response.body === null) throw await silence.during(readProblem(response));
    const reader = response.body.getReader();
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    for (;;) {
      const { done, value } = await silence.during(reader.read());
      const piece = done ? decoder.decode() : decoder.decode(value, { stream: true });
      if (piece !== '') yield piece;
      if (done) return;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw asClientError(error, silenceMs);
  } finally {
    // Whoever ended it: nothing more is read of the connection.
    end.abort();
  }
}
