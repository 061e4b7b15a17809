import { type OperationOptions, type OperationProgress } from '@bimetal/bindings';
import { type FastifyReply } from 'fastify';
import { sendChunks } from '../data/send-chunks.js';
import { pathOf } from '../http/path.js';
import { LINES_TYPE, wantsLines } from '../lists/media-type.js';
import { toProblem } from '../problem/to-problem.js';

/** Work that tells how far it has come, and ends with its signal. */
export type Work<T> = (options: OperationOptions) => Promise<T>;

/** What the lines of an answer tell: how far the work has come, and at last what came of it. */
type Line<T> = { readonly progress: OperationProgress } | { readonly result: T } | { readonly problem: unknown };

/**
 * Answers with what came of long work: as JSON when it is done, or, for who asks for lines, with how far it has come some times
 * a second, and what came of it in the last one. Those lines are read as they come, so who goes away ends the work.
 */
export async function answerWork<T>(reply: FastifyReply, status: 200 | 201, work: Work<T>): Promise<void> {
  const { request } = reply;
  reply.header('cache-control', 'no-store');
  if (!wantsLines(request.headers.accept)) {
    const result = await work({});
    void reply.code(status).send(result);
    return;
  }
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  reply.header('content-type', LINES_TYPE);
  const problemOf = (error: unknown): unknown =>
    toProblem(error, { path: pathOf(request.raw.url), traceId: request.id, valueBytesMax: 0 });
  const failed = (error: unknown): void => request.log.error({ err: error }, 'failed');
  await sendChunks(linesOf(work, { signal: gone.signal, problemOf, failed }), reply);
}

interface Telling {
  readonly signal: AbortSignal;
  readonly problemOf: (error: unknown) => unknown;
  readonly failed: (error: unknown) => void;
}

/** What fails before anything was told is thrown, and so answered as every problem is. */
async function* linesOf<T>(
  work: Work<T>,
  { signal, problemOf, failed }: Telling,
): AsyncGenerator<Uint8Array, void, undefined> {
  let progress: OperationProgress | undefined;
  let wake = (): void => undefined;
  const onProgress = (next: OperationProgress): void => {
    progress = next;
    wake();
  };
  let outcome: { readonly line: Line<T>; readonly error?: unknown } | undefined;
  const done = work({ signal, onProgress })
    .then((result) => void (outcome = { line: { result } }))
    .catch((error: unknown) => void (outcome = { line: { problem: problemOf(error) }, error }));
  for (let isFirst = true; ; isFirst = false) {
    const told = new Promise<void>((resolve) => (wake = resolve));
    // The last progress of all is told before the outcome.
    if (progress === undefined) await Promise.race([told, done]);
    if (progress !== undefined) {
      yield lineOf({ progress });
      progress = undefined;
      continue;
    }
    if (outcome === undefined) continue;
    if ('error' in outcome) {
      if (isFirst) throw outcome.error;
      failed(outcome.error);
    }
    yield lineOf(outcome.line);
    return;
  }
}

function lineOf(line: Line<unknown>): Uint8Array {
  return Buffer.from(`${JSON.stringify(line)}\n`);
}
