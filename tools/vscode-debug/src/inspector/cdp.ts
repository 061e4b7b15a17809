import { setTimeout as sleep } from 'node:timers/promises';
import type { Body } from '../protocol/dap.ts';

/** The session of the main isolate. */
export const MAIN = '';

// Node's inspector leaves Nagle's algorithm on, and the kernel here delays its acknowledgements by 40 ms: whatever we
// send carries one. While somebody waits, a no-op every two milliseconds brings answers in 3 ms instead of 44.
const HURRY_MILLISECONDS = 2;
const NO_OPS_UNANSWERED_MAX = 25;
// After a message that is not awaited, somebody waits for what it leads to: the next pause, most often.
const HURRY_AFTER_MILLISECONDS = 60;

/** What the messages of all isolates travel on: each says whose it is. */
export interface Carrier {
  readonly main: Cdp;
  /** Whether the messages of workers go past the main thread. */
  readonly hasFlatSessions: boolean;
  /** Returns the number of the message, which is unique among all sessions. */
  send(method: string, params: Body, session: string): number;
  close(): void;
}

/** The conversation with one isolate of the program, by the Chrome DevTools Protocol: the main one's or a worker's. */
export class Cdp {
  readonly #carrier: Carrier;
  readonly #session: string;
  readonly #waiting = new Map<number, { resolve: (result: Body) => void; reject: (error: Error) => void }>();
  readonly #noOps = new Set<number>();
  #hurrying = 0;
  #timer: NodeJS.Timeout | undefined;
  onEvent: (method: string, params: Body) => void = () => undefined;
  onClose: () => void = () => undefined;

  constructor(carrier: Carrier, session: string) {
    this.#carrier = carrier;
    this.#session = session;
  }

  /** Whether what is said to this isolate passes through the main thread, and waits there while that is in native code. */
  get needsMainThread(): boolean {
    return this.#session !== MAIN && !this.#carrier.hasFlatSessions;
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
    void this.hurried(sleep(HURRY_AFTER_MILLISECONDS, undefined, { ref: false }));
  }

  /**
   * Keeps acknowledgements flowing until the promise settles. INVARIANT: no-ops go to the main isolate, whosever answer is
   * waited for, since all share one socket: Node aborts when a message reaches the flat session of a worker that is ending.
   */
  async hurried<T>(promise: Promise<T>): Promise<T> {
    if (this.#session !== MAIN) return this.#carrier.main.hurried(promise);
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
    this.#carrier.close();
  }

  /** The isolate is gone, or the connection. */
  closed(): void {
    clearInterval(this.#timer);
    for (const { reject } of this.#waiting.values()) reject(new Error('the inspector closed its connection'));
    this.#waiting.clear();
    this.onClose();
  }

  receive(message: Body): void {
    const id = message['id'] as number | undefined;
    if (id === undefined) return this.onEvent(String(message['method']), (message['params'] ?? {}) as Body);
    if (this.#noOps.delete(id)) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (message['error'] !== undefined) waiting?.reject(new Error(String(message['error']['message'])));
    else waiting?.resolve((message['result'] ?? {}) as Body);
  }

  #send(method: string, params: Body): number {
    return this.#carrier.send(method, params, this.#session);
  }

  #noOp(): void {
    if (this.#noOps.size < NO_OPS_UNANSWERED_MAX) this.#noOps.add(this.#send('Runtime.getIsolateId', {}));
  }
}
