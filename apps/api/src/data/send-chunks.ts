import { type ServerResponse } from 'node:http';
import { type FastifyReply } from 'fastify';

/**
 * Streams chunks as one response. The next chunk is asked for only when the system has taken the one before: its buffer may
 * be used again then, and a reader that is slow holds one chunk and nothing more. A reader that goes away, or that takes
 * nothing for `stallMsMax`, ends the scan.
 */
export async function sendChunks(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  reply: FastifyReply,
  stallMsMax: number,
): Promise<void> {
  const { raw, request } = reply;
  // The first chunk comes before the headers: a scan that cannot even begin is still answered with a problem.
  let chunk = await chunks.next();
  reply.hijack();
  raw.writeHead(200, reply.getHeaders() as Record<string, string>);

  const stall = setTimeout(() => {
    request.log.info({ stallMsMax }, 'cut off a reader that takes nothing');
    raw.destroy();
  }, stallMsMax);
  try {
    while (chunk.done !== true && (await written(raw, chunk.value))) {
      stall.refresh();
      chunk = await chunks.next();
    }
    if (chunk.done === true) raw.end();
    else request.log.info('the reader went away');
  } catch (error) {
    request.log.error({ err: error }, 'the scan broke off');
    // Without the last chunk of the encoding the reader knows that the list is not whole.
    raw.destroy();
  } finally {
    clearTimeout(stall);
    await chunks.return();
  }
}

/** Resolves with true when the system has taken the chunk, with false when there is nobody left to take it. */
function written(response: ServerResponse, chunk: Uint8Array): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const gone = (): void => resolve(false);
    response.once('close', gone);
    response.write(chunk, (error) => {
      response.off('close', gone);
      resolve(error === undefined || error === null);
    });
  });
}
