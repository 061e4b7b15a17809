import type { Body } from '../protocol/dap.ts';
import { type Carrier, Cdp, MAIN } from './cdp.ts';

/** The option with which Node hands messages to a worker directly. Node 24 and 26 have it. */
export const FLAT_SESSIONS_OPTION = '--experimental-worker-inspection';

/** What Node tells of a worker that begins, or that is there when we come. */
export interface WorkerInfo {
  /** Node's words, such as `[worker 1] name`. */
  title: string;
  url: string;
}

/**
 * One connection to Node's inspector, with a session for each isolate. Where sessions are flat, Node's inspector thread hands
 * messages to the workers itself; otherwise the main thread passes them on, when it runs JavaScript or waits for events.
 */
export class CdpConnection implements Carrier {
  readonly main: Cdp;
  readonly hasFlatSessions: boolean;
  readonly #socket: WebSocket;
  readonly #sessions = new Map<string, Cdp>();
  readonly #contexts = new Map<string, number>();
  #id = 1;
  onWorker: (cdp: Cdp, info: WorkerInfo) => void = () => undefined;

  private constructor(socket: WebSocket, hasFlatSessions: boolean) {
    this.#socket = socket;
    this.hasFlatSessions = hasFlatSessions;
    this.main = new Cdp(this, MAIN);
    this.#sessions.set(MAIN, this.main);
    socket.onmessage = (event) => this.#receive(JSON.parse(String(event.data)) as Body);
    socket.onclose = () => {
      for (const session of [...this.#sessions.keys()]) this.#end(session);
    };
  }

  static open(url: string, hasFlatSessions: boolean): Promise<CdpConnection> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      socket.onopen = () => resolve(new CdpConnection(socket, hasFlatSessions));
      socket.onerror = () => reject(new Error(`cannot connect to the inspector at ${url}`));
    });
  }

  /** From here on workers are told of. A new one waits until it is told to run, so that no breakpoint is late. */
  watchWorkers(): void {
    if (this.hasFlatSessions) {
      this.main.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
    } else {
      this.main.send('NodeWorker.enable', { waitForDebuggerOnStart: true });
    }
  }

  send(method: string, params: Body, session: string): number {
    const id = this.#id++;
    const message = { id, method, params };
    if (session === MAIN) this.#write(message);
    else if (this.hasFlatSessions) this.#write({ ...message, sessionId: session });
    else {
      const wrapped = { sessionId: session, message: JSON.stringify(message) };
      this.#write({ id: this.#id++, method: 'NodeWorker.sendMessageToWorker', params: wrapped });
    }
    return id;
  }

  close(): void {
    this.#socket.close();
  }

  #write(message: Body): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #receive(message: Body): void {
    const params = (message['params'] ?? {}) as Body;
    switch (message['method']) {
      case 'Target.attachedToTarget':
        return this.#begin(String(params['sessionId']), params['targetInfo'] as Body);
      case 'NodeWorker.attachedToWorker':
        return this.#begin(String(params['sessionId']), params['workerInfo'] as Body);
      case 'NodeWorker.detachedFromWorker':
        return this.#end(String(params['sessionId']));
      case 'NodeWorker.receivedMessageFromWorker':
        return this.#hand(String(params['sessionId']), JSON.parse(String(params['message'])) as Body);
      default:
        return this.#hand(String(message['sessionId'] ?? MAIN), message);
    }
  }

  #hand(session: string, message: Body): void {
    this.#sessions.get(session)?.receive(message);
    if (session === MAIN) return;
    // A flat session has no end of its own: the worker ends with the context that it began with.
    const params = message['params'] as Body | undefined;
    const isFirst = params?.['context']?.['auxData']?.['isDefault'] === true && !this.#contexts.has(session);
    if (message['method'] === 'Runtime.executionContextCreated' && isFirst) {
      this.#contexts.set(session, Number(params['context']['id']));
    } else if (message['method'] === 'Runtime.executionContextDestroyed') {
      if (params?.['executionContextId'] === this.#contexts.get(session)) this.#end(session);
    }
  }

  #begin(session: string, info: Body): void {
    const cdp = new Cdp(this, session);
    this.#sessions.set(session, cdp);
    this.onWorker(cdp, { title: String(info['title']), url: String(info['url']) });
  }

  #end(session: string): void {
    const cdp = this.#sessions.get(session);
    this.#sessions.delete(session);
    this.#contexts.delete(session);
    cdp?.closed();
  }
}
