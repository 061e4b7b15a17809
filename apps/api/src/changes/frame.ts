/** LIMIT: how much text is read at once, but for a change or a document that is larger. */
export const PART_BYTES = 256 * 1024;

const LINE_END = Buffer.from('\r\n');

/**
 * Text of an event stream as it goes over the wire: put together once, whoever many readers it has. It is written to their sockets
 * as it is, since a response would put the chunk together anew for each.
 */
export class Frame {
  readonly text: Uint8Array;
  #chunk: Buffer | undefined;

  constructor(text: Uint8Array | string) {
    this.text = typeof text === 'string' ? Buffer.from(text) : text;
  }

  /** As one chunk of the chunked transfer coding (RFC 9112, 7.1). */
  get chunk(): Buffer {
    return (this.#chunk ??= Buffer.concat([
      Buffer.from(`${this.text.byteLength.toString(16)}\r\n`),
      this.text,
      LINE_END,
    ]));
  }
}
