import { BimetalError, type OperationOptions, type Store } from '@bimetal/bindings';
import { type RequestError } from '../problem/request-error.js';

/** A kind of long work, and how one is refused while another is done. */
export interface LoneWorkKind {
  readonly name: 'backup' | 'check';
  readonly running: () => RequestError;
  /** How one ends when the server shuts down meanwhile. */
  readonly stopping: () => RequestError;
}

/** Long work on the whole store of which one is done at a time, by all event loops together, and which a shutdown ends. */
export class LoneWork {
  readonly #store: Pick<Store, 'memos' | 'closed'>;
  readonly #kind: LoneWorkKind;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> | undefined;

  constructor(store: Pick<Store, 'memos' | 'closed'>, kind: LoneWorkKind) {
    this.#store = store;
    this.#kind = kind;
  }

  /** Does the work, unless some of its kind is being done. It ends with the signal of the options, too. */
  async run<T>(options: OperationOptions, work: (options: OperationOptions) => Promise<T>): Promise<T> {
    const { name, running } = this.#kind;
    // The memo tells the other event loops.
    if (this.#store.memos.add(name, '') !== undefined) throw running();
    const signals = [this.#stopping.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const done = work({ ...options, signal: AbortSignal.any(signals) });
    this.#running = done;
    try {
      return await done;
    } catch (error) {
      if (!this.#stopping.signal.aborted || !BimetalError.is(error, 'CANCELLED')) throw error;
      throw this.#kind.stopping();
    } finally {
      this.#running = undefined;
      if (!this.#store.closed) this.#store.memos.remove(name);
    }
  }

  /** Ends it: the server goes away. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Ends what the shutdown did not wait for, while the store is still open. */
  async end(): Promise<void> {
    this.stop();
    await this.#running?.catch(() => undefined);
  }
}
