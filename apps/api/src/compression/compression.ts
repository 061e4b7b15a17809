import { type Transform } from 'node:stream';
import { type FastifyReply } from 'fastify';
import { type Coding, codingOf } from './coding.js';
import { compressed } from './compressed.js';
import { compressorOf, compressWhole } from './compressor.js';
import { varyBy } from './vary.js';

/** What is shorter goes out as it is: it fits a packet either way, and small documents are to be answered fast. */
export const COMPRESSED_BYTES_MIN = 1024;

/** LIMIT: texts that are compressed at once, each with tables of a megabyte or so. What comes beyond goes out as it is. */
const AT_ONCE_MAX = 64;

/**
 * Compresses answers for those who accept that. A text whose coding is chosen must be sent at once, because the choice depends on
 * how many are being compressed.
 */
export class Compression {
  readonly #isOn: boolean;
  #running = 0;

  constructor(isOn: boolean) {
    this.#isOn = isOn;
  }

  /** The coding in which a text of a length is to be sent. Says to caches what that depends on (RFC 9110, 12.5.5). */
  codingFor(bytes: number, reply: FastifyReply): Coding | undefined {
    if (!this.#isOn || bytes < COMPRESSED_BYTES_MIN) return undefined;
    varyBy('Accept-Encoding', reply);
    return this.#running < AT_ONCE_MAX ? codingOf(reply.request.headers['accept-encoding']) : undefined;
  }

  /** Sends all of a text in a coding. */
  async send(text: string | Uint8Array, coding: Coding, reply: FastifyReply): Promise<void> {
    const bytes = await this.whole(text, coding);
    reply.header('content-encoding', coding).send(bytes);
  }

  /** A text in a coding. */
  async whole(text: string | Uint8Array, coding: Coding): Promise<Buffer> {
    this.#running++;
    try {
      return await compressWhole(text, coding);
    } finally {
      this.#running--;
    }
  }

  /** Chunks in a coding, which the headers name from the first one on. Until then an error can still be answered. */
  async *chunks(
    chunks: AsyncGenerator<Uint8Array, unknown, undefined>,
    coding: Coding,
    reply: FastifyReply,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const compressor = this.stream(coding);
    for await (const chunk of compressed(chunks, compressor)) {
      if (!reply.raw.headersSent) reply.header('content-encoding', coding);
      yield chunk;
    }
  }

  /** A stream that makes a coding of what is written to it. It must be destroyed or read to its end. */
  stream(coding: Coding): Transform {
    this.#running++;
    return compressorOf(coding).once('close', () => this.#running--);
  }
}
