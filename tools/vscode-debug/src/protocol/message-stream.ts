const HEADER_END = '\r\n\r\n';

/** Takes bytes as they come and hands out whole messages: `Content-Length: N`, an empty line, N bytes of JSON. */
export class MessageReader<Message> {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #receive: (message: Message) => void;

  constructor(receive: (message: Message) => void) {
    this.#receive = receive;
  }

  push(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (;;) {
      const end = this.#bytes.indexOf(HEADER_END);
      if (end < 0) return;
      const length = Number(/Content-Length: *(\d+)/i.exec(this.#bytes.toString('latin1', 0, end))?.[1]);
      if (!Number.isInteger(length)) throw new Error('a debug adapter message without Content-Length');
      const start = end + HEADER_END.length;
      if (this.#bytes.length < start + length) return;
      const text = this.#bytes.toString('utf8', start, start + length);
      this.#bytes = this.#bytes.subarray(start + length);
      this.#receive(JSON.parse(text) as Message);
    }
  }
}

export function encodeMessage(message: object): string {
  const text = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(text)}${HEADER_END}${text}`;
}
