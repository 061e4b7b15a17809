import { type Store } from '@bimetal/bindings';
import { type Logger } from '../logging/logger.js';

/** LIMIT: a change of the store's state is in the log within this time. */
const LOOK_MS = 1000;

/** What the log says of a store that does not do all that it should. */
interface Trouble {
  readonly level: 'error' | 'warn';
  readonly code: string;
  readonly text: string;
}

/** Writes one line to the log at each change of the store's state: that it is degraded, that it refuses writes, or neither. */
export class StoreWatch implements Disposable {
  readonly #store: Pick<Store, 'closed' | 'poison' | 'backgroundFailure'>;
  readonly #logger: Pick<Logger, 'error' | 'warn' | 'info'>;
  readonly #timer: NodeJS.Timeout;
  #known: string | undefined;

  constructor(
    store: Pick<Store, 'closed' | 'poison' | 'backgroundFailure'>,
    logger: Pick<Logger, 'error' | 'warn' | 'info'>,
  ) {
    this.#store = store;
    this.#logger = logger;
    // It keeps no process alive.
    this.#timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** Looks at the store now. */
  look(): void {
    if (this.#store.closed) return;
    const trouble = troubleOf(this.#store);
    if (trouble?.code === this.#known) return;
    this.#known = trouble?.code;
    if (trouble === undefined) this.#logger.info('The store works as it should again');
    else this.#logger[trouble.level]({ code: trouble.code }, trouble.text);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function troubleOf(store: Pick<Store, 'poison' | 'backgroundFailure'>): Trouble | undefined {
  const poison = store.poison();
  if (poison !== undefined) return { level: 'error', code: poison.code, text: poison.message };
  const failure = store.backgroundFailure();
  if (failure === undefined) return undefined;
  const text = `The store is degraded: its background work fails, and is tried again (${failure.message})`;
  return { level: 'warn', code: failure.code, text };
}
