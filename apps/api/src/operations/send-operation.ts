import { type FastifyReply } from 'fastify';
import { sendChunks } from '../data/send-chunks.js';
import { type Begin, operationLines } from './operation-lines.js';

const LINES_HEADERS = { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' } as const;

/** Begins long work that ends when a signal aborts. */
export type Beginning<T> = (signal: AbortSignal, options: Parameters<Begin<T>>[0]) => Promise<T>;

/** Answers with the lines of long work. It ends when the client goes away: nobody would hear of it. */
export async function sendOperation<T>(
  reply: FastifyReply,
  begin: Beginning<T>,
  linesOf: (outcome: T) => readonly object[],
): Promise<void> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  reply.headers(LINES_HEADERS);
  await sendChunks(
    operationLines((options) => begin(gone.signal, options), linesOf),
    reply,
  );
}
