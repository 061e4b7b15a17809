import type { Body } from '../protocol/dap.ts';

// Node's inspector leaves Nagle's algorithm on, and the kernel here delays its acknowledgements by 40 ms: whatever we
// send carries one. While somebody waits, a no-op every two milliseconds brings answers in 3 ms instead of 44.
const HURRY_MILLISECONDS = 2;
const NO_OPS_UNANSWERED_MAX = 25;

/** One connection to V8's inspector, by the Chrome DevTools Protocol. */
export class Cdp {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { resolve: (result: Body) => void; reject: (error: Error) => void }>();
  readonly #noOps = new Set<number>();
  #id = 1;
  #hurrying = 0;
  #timer: NodeJS.Timeout | undefined;
  onEvent: (method: string, params: Body) => void = () => undefined;
  onClose: () => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = (event) => this.#receive(JSON.parse(String(event.data)) as Body);
    socket.onclose = () => {
      clearInterval(this.#timer);
      for (const { reject } of this.#waiting.values()) reject(new Error('the inspector closed its connection'));
      this.#waiting.clear();
      this.onClose();
    };
  }

  static open(url: string): Promise<Cdp> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      socket.onopen = () => resolve(new Cdp(socket));
      socket.onerror = () => reject(new Error(`cannot connect to the inspector at ${url}`));
    });
  }

  request(method: string, params: Body = {}): Promise<Body> {
    return this.hurried(
      new Promise((resolve, reject) => {
        this.#waiting.set(this.#send(method, params), { resolve, reject });
      }),
    );
  }

  /**
   * Sends without waiting. INVARIANT: whatever lets V8 run on (resume and steps) goes this way: LLDB may stop the
   * process before the inspector writes its answer, and who awaits it waits for ever.
   */
  send(method: string, params: Body = {}): void {
    this.#send(method, params);
  }

  /** Keeps acknowledgements flowing until the promise settles. */
  async hurried<T>(promise: Promise<T>): Promise<T> {
    this.#hurrying++;
    this.#timer ??= setInterval(() => this.#noOp(), HURRY_MILLISECONDS);
    try {
      return await promise;
    } finally {
      if (--this.#hurrying === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    }
  }

  close(): void {
    this.onClose = () => undefined;
    this.#socket.close();
  }

  #send(method: string, params: Body): number {
    const id = this.#id++;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ id, method, params }));
    return id;
  }

  #noOp(): void {
    if (this.#noOps.size < NO_OPS_UNANSWERED_MAX) this.#noOps.add(this.#send('Runtime.getIsolateId', {}));
  }

  #receive(message: Body): void {
    const id = message['id'] as number | undefined;
    if (id === undefined) return this.onEvent(String(message['method']), (message['params'] ?? {}) as Body);
    if (this.#noOps.delete(id)) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (message['error'] !== undefined) waiting?.reject(new Error(String(message['error']['message'])));
    else waiting?.resolve((message['result'] ?? {}) as Body);
  }
}
