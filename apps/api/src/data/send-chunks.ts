import { type ServerResponse } from 'node:http';
import { type FastifyReply } from 'fastify';
import { HTTP2_PIECE_BYTES } from '../http/http2-exchange.js';

/** What is given to the system at once. A larger chunk goes out in pieces of this size, so that it can be seen to go. */
const PIECE_BYTES = 256 * 1024;

/**
 * Streams chunks as one response. The next chunk is asked for only when the system has taken the one before: its buffer may
 * be used again then, and a reader that is slow holds one chunk and nothing more. A reader that goes away, or that is cut
 * off because it takes nothing, ends the scan; and so does the end of the API key that it was asked for with.
 */
export async function sendChunks(
  chunks: AsyncGenerator<Uint8Array, unknown, undefined>,
  reply: FastifyReply,
): Promise<void> {
  const { raw, request } = reply;
  const forget = request.grant?.whenEnded(() => raw.destroy());
  try {
    // The first chunk comes before the headers: a scan that cannot even begin is still answered with a problem.
    let chunk = await chunks.next();
    reply.hijack();
    try {
      raw.writeHead(200, reply.getHeaders() as Record<string, string>);
      const bytesMax = request.raw.http2 === undefined ? PIECE_BYTES : HTTP2_PIECE_BYTES;
      while (chunk.done !== true && (await written(raw, chunk.value, bytesMax))) chunk = await chunks.next();
      if (chunk.done === true) raw.end();
      else request.log.info('the reader went away');
    } catch (error) {
      if (raw.destroyed) request.log.info('the reader went away');
      else request.log.error({ err: error }, 'the scan broke off');
      // Without the last chunk of the encoding the reader knows that the list is not whole.
      raw.destroy();
    }
  } finally {
    forget?.();
    await chunks.return(undefined);
  }
}

/** Resolves with true when the system has taken all of a chunk, with false when there is nobody left to take it. */
async function written(response: ServerResponse, chunk: Uint8Array, bytesMax: number): Promise<boolean> {
  for (let at = 0; at < chunk.length; at += bytesMax) {
    if (!(await writtenPiece(response, chunk.subarray(at, at + bytesMax)))) return false;
  }
  return true;
}

function writtenPiece(response: ServerResponse, piece: Uint8Array): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const gone = (): void => resolve(false);
    response.once('close', gone);
    response.write(piece, (error) => {
      response.off('close', gone);
      resolve(error === undefined || error === null);
    });
  });
}
