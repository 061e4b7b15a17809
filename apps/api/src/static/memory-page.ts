import { type FastifyReply } from 'fastify';
import { heldFile } from './page-conditions.js';
import { type PageFiles } from './page-files.js';

/** One file of a page in memory. */
export interface PageFile {
  readonly contentType: string;
  /** A strong entity tag, quoted. */
  readonly etag: string;
  /** Asked for each time it is sent. */
  readonly bytes: () => Uint8Array;
}

/** The page as bytes that a program brings along. They never change while it runs. */
export class MemoryPage implements PageFiles {
  readonly place: string;
  readonly #files: ReadonlyMap<string, PageFile>;

  constructor(place: string, files: ReadonlyMap<string, PageFile>) {
    this.place = place;
    this.#files = files;
  }

  async prepare(): Promise<void> {
    // Bytes are sent by Fastify itself.
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  send(path: string, reply: FastifyReply): void {
    const file = this.#files.get(path);
    if (file === undefined) throw new Error(`there is no file ${path} in ${this.place}`);
    const { etag, contentType } = file;
    const held = heldFile(reply.request.headers, etag);
    reply.header('etag', held ?? etag);
    if (held !== undefined) {
      reply.code(304).send();
      return;
    }
    const { buffer, byteOffset, byteLength } = file.bytes();
    reply.header('content-type', contentType).send(Buffer.from(buffer, byteOffset, byteLength));
  }
}
