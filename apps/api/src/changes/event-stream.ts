import { type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { type FastifyReply } from 'fastify';
import { HTTP2_PIECE_BYTES, type Http2Exchange } from '../http/http2-exchange.js';
import { type Frame } from './frame.js';

/** What is given to the system at once. Text that is larger goes out in pieces, so that it can be seen to go. */
const PIECE_BYTES = 256 * 1024;

/** The headers of a stream. Neither caches nor proxies may keep anything back (nginx: X-Accel-Buffering). */
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const;

/** One response that is a stream of events. */
export class EventStream {
  readonly #response: ServerResponse;
  /** What is written to: the connection itself, past the chunks that are framed already. HTTP/2 frames by itself. */
  readonly #to: Pick<Socket, 'write'>;
  readonly #http2: Http2Exchange | undefined;
  readonly #isChunked: boolean;
  #hasEnded = false;

  /** Sends the headers. From here on the response belongs to the stream. */
  constructor(reply: FastifyReply) {
    const { raw, request } = reply;
    reply.headers(STREAM_HEADERS);
    reply.hijack();
    raw.writeHead(200, reply.getHeaders() as Record<string, string>);
    raw.flushHeaders();
    this.#response = raw;
    this.#http2 = request.raw.http2;
    this.#to = this.#http2 === undefined ? request.raw.socket : (raw as Pick<Socket, 'write'>);
    // A client of HTTP/1.0 knows no chunks: the connection ends with the stream.
    this.#isChunked = request.raw.httpVersion === '1.1';
  }

  /** Whether nobody takes anything any more. */
  get isOver(): boolean {
    return this.#hasEnded || this.#response.destroyed || (this.#to as Partial<Socket>).destroyed === true;
  }

  /** What the system has not taken yet. */
  get waitingBytes(): number {
    return this.#http2?.waitingBytes ?? (this.#to as Socket).writableLength;
  }

  /** Calls back once when the stream is over, whoever ended it. A request without a body says nothing of that itself. */
  onceOver(callback: () => void): void {
    this.#response.once('close', callback);
  }

  /** Writes a frame that many streams may have in common. */
  write(frame: Frame): void {
    if (!this.isOver) this.#to.write(this.#isChunked ? frame.chunk : frame.text);
  }

  /** Writes a frame and resolves when the system has taken it, or when the stream is over. */
  async writeOut(frame: Frame): Promise<void> {
    const bytes = this.#isChunked ? frame.chunk : frame.text;
    const bytesMax = this.#http2 === undefined ? PIECE_BYTES : HTTP2_PIECE_BYTES;
    for (let at = 0; at < bytes.length && !this.isOver; at += bytesMax) {
      await this.#taken(bytes.subarray(at, at + bytesMax));
    }
  }

  /** Resolves when the system has taken all that was written, or when the stream is over. */
  writtenOut(): Promise<void> {
    return this.#taken(new Uint8Array(0));
  }

  /** Ends the stream behind a last frame. */
  end(frame: Frame): void {
    if (this.isOver) return;
    this.write(frame);
    this.#hasEnded = true;
    this.#response.end();
  }

  /** Cuts the connection: who has not taken the end by now does not get it. */
  cut(): void {
    if (!this.#response.writableFinished) this.#response.destroy();
  }

  #taken(bytes: Uint8Array): Promise<void> {
    if (this.isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#response.off('close', done);
        resolve();
      };
      this.#response.once('close', done);
      this.#to.write(bytes, done);
    });
  }
}
