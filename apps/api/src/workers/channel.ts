import { fromPassedError, type PassedError, toPassedError } from './passed-error.js';

/** What one side of a channel can be asked: by name, each with one argument. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Each call has an argument of its own, which its caller's type holds it to.
export type Calls = Readonly<Record<string, (argument: any) => unknown>>;

/** What messages go through: a `Worker`, or the port of a worker to who started it. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: Message) => void): unknown;
}

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly argument: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: PassedError };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Calls between two threads, each answered once. Both sides have one, over the two ends of a port. */
export class Channel<Asked extends Calls> {
  readonly #port: Port;
  readonly #own: Calls;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #failure: Error | undefined;

  /** `own` is what the other side may ask. */
  constructor(port: Port, own: Calls) {
    this.#port = port;
    this.#own = own;
    port.on('message', (message) => void this.#take(message));
  }

  /** Asks the other side. Rejects with the error that it throws. */
  call<Name extends keyof Asked & string>(
    name: Name,
    argument: Parameters<Asked[Name]>[0],
  ): Promise<Awaited<ReturnType<Asked[Name]>>> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const id = this.#calls++;
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.#send({ kind: 'call', id, name, argument });
    });
  }

  /** Ends what is being waited for, and whatever is asked later: the other side is gone. */
  fail(error: Error): void {
    this.#failure = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  async #take(message: Message): Promise<void> {
    if (message.kind === 'call') {
      this.#send(await this.#answerTo(message));
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.value);
    else waiting?.reject(fromPassedError(message.error));
  }

  async #answerTo({ id, name, argument }: Extract<Message, { kind: 'call' }>): Promise<Message> {
    try {
      const call = this.#own[name];
      if (call === undefined) throw new Error(`nothing is known of '${name}'`);
      return { kind: 'answer', id, value: await call(argument) };
    } catch (error) {
      return { kind: 'refusal', id, error: toPassedError(error) };
    }
  }

  #send(message: Message): void {
    this.#port.postMessage(message);
  }
}
