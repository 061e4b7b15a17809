import { once } from 'node:events';

const ANSWER_MS_MAX = 30_000;

type Answer = { id?: number; method?: string; params?: Record<string, unknown>; error?: { message: string } };

/** One connection to Node's inspector, with the few commands that a debugger of TypeScript needs to stop somewhere. */
export class InspectorClient implements Disposable {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  readonly #events = new Map<string, (params: Record<string, unknown>) => void>();
  #id = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#answers.get(answer.id)?.(answer);
      else this.#events.get(answer.method ?? '')?.(answer.params ?? {});
    });
  }

  static async connect(url: string): Promise<InspectorClient> {
    const socket = new WebSocket(url);
    await once(socket, 'open', { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    return new InspectorClient(socket);
  }

  async send(method: string, params: Record<string, unknown> = {}): Promise<void> {
    const id = ++this.#id;
    const answered = new Promise<Answer>((done) => this.#answers.set(id, done));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { error } = await within(answered, method);
    if (error) throw new Error(`${method}: ${error.message}`);
  }

  /** The next event of this name; ask before doing what brings it about. */
  event(name: string): Promise<Record<string, unknown>> {
    return within(new Promise((done) => this.#events.set(name, done)), name);
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}

function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let overdue: NodeJS.Timeout;
  const limit = new Promise<never>((_done, fail) => {
    overdue = setTimeout(() => fail(new Error(`The inspector gave no ${what} in ${ANSWER_MS_MAX} ms.`)), ANSWER_MS_MAX);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(overdue));
}
