import { connect, type Socket } from 'node:net';

/** One answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** LIMIT: what is not answered by then is not answered. */
const ANSWER_MS_MAX = 60_000;

/** A connection on which a test says what it likes, and reads the answers one by one: no HTTP client stands between. */
export class RawConnection implements Disposable {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #changed = (): void => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#changed();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.#end());
    socket.on('end', () => this.#end());
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawConnection(socket);
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The next answer, those with a status of 1xx included. Undefined when the connection ends without one. */
  async answer(method = 'GET', msMax = ANSWER_MS_MAX): Promise<RawAnswer | undefined> {
    const deadline = Date.now() + msMax;
    for (;;) {
      const taken = takeAnswer(this.#received, method, this.#ended);
      if (taken !== undefined) {
        this.#received = this.#received.subarray(taken.bytes);
        return taken.answer;
      }
      if (this.#ended) return undefined;
      if (Date.now() > deadline) throw new Error(`no answer within ${msMax} ms, only: ${this.#received}`);
      await new Promise<void>((resolve) => {
        const overdue = setTimeout(resolve, 1000);
        this.#changed = () => {
          clearTimeout(overdue);
          resolve();
        };
      });
    }
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  #end(): void {
    this.#ended = true;
    this.#changed();
  }
}

function takeAnswer(
  received: Buffer,
  method: string,
  ended: boolean,
): { readonly answer: RawAnswer; readonly bytes: number } | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [statusLine = '', ...lines] = received.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const begin = headEnd + 4;
  const done = (text: string, end: number) => ({ answer: { status, headers, text }, bytes: end });
  if (status < 200 || status === 204 || status === 304 || method === 'HEAD') return done('', begin);
  if (headers['transfer-encoding'] === 'chunked') {
    const end = received.indexOf('0\r\n\r\n', begin);
    return end === -1 ? undefined : done(received.toString('utf8', begin, end), end + 5);
  }
  if (headers['content-length'] === undefined)
    return ended ? done(received.toString('utf8', begin), received.length) : undefined;
  const end = begin + Number(headers['content-length']);
  return received.length < end ? undefined : done(received.toString('utf8', begin, end), end);
}
