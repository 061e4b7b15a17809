import { computed, DestroyRef, inject, Injectable, InjectionToken, signal } from '@angular/core';
import { ClientError } from '@bimetal/client';
import { newOnceKey, type Taken, type TakeOptions, TransferClient } from '@bimetal/client/transfer';
import { type Refusal, refusalOf } from '../server/refusal';
import { NOTICING_OPTIONS } from '../server/server';
import { Standing } from '../session/standing';
import { partsOf } from './file-parts';
import { type ImportCount, type ImportEnd, ImportJob, type ImportTerms, type Refused } from './import-job';

export const TRANSFER = new InjectionToken<TransferClient>('TRANSFER', {
  factory: () => new TransferClient(inject(NOTICING_OPTIONS)),
});

/** How an import stands. `waiting` is for a server that is away, and `ending` for the answer to what is on its way. */
export type ImportState = 'idle' | 'running' | 'waiting' | 'ending' | 'failed' | ImportEnd;

const NOTHING: ImportCount = { documents: 0, refused: 0, bytes: 0 };

/** LIMIT: how long a server that is away is left alone before it is asked again. */
const WAIT_MS_MAX = 10_000;

/** What passes: the same text is taken later. */
const PASSING = new Set([
  'CONNECTIONS_FULL',
  'IDEMPOTENCY_KEY_IN_USE',
  'QUEUE_FULL',
  'RATE_LIMITED',
  'REQUEST_TIMEOUT',
  'SERVER_BUSY',
  'SERVER_STOPPING',
]);

/** Takes in files, whatever view is shown meanwhile, and goes on when the server is back that was away. */
@Injectable({ providedIn: 'root' })
export class Importer {
  readonly #server = inject(TRANSFER);
  readonly #standing = inject(Standing);
  readonly #files = signal<readonly File[]>([]);
  readonly #state = signal<ImportState>('idle');
  readonly #count = signal(NOTHING);
  readonly #refused = signal<readonly Refused[]>([]);
  readonly #refusal = signal<Refusal | undefined>(undefined);
  readonly #uncertain = signal(false);
  readonly #begunMs = signal(0);
  readonly #nowMs = signal(0);
  #wake: (() => void) | undefined;

  readonly files = this.#files.asReadonly();
  readonly state = this.#state.asReadonly();
  /** What is committed, exactly, and how far the files are read. */
  readonly count = this.#count.asReadonly();
  readonly refused = this.#refused.asReadonly();
  /** Why it failed. */
  readonly refusal = this.#refusal.asReadonly();
  /** Whether the last request may have been done whose answer did not come. */
  readonly isUncertain = this.#uncertain.asReadonly();
  readonly bytes = computed(() => this.#files().reduce((bytes, { size }) => bytes + size, 0));
  readonly isGoingOn = computed(() => ['running', 'waiting', 'ending'].includes(this.#state()));
  /** Documents a second, and the seconds that are left, since it has begun; undefined before that can be said. */
  readonly rate = computed(() => {
    const seconds = (this.#nowMs() - this.#begunMs()) / 1000;
    const { documents, bytes } = this.#count();
    if (seconds < 1 || bytes === 0) return undefined;
    return { documents: documents / seconds, secondsLeft: ((this.bytes() - bytes) * seconds) / bytes };
  });

  constructor() {
    const warn = (event: BeforeUnloadEvent): void => {
      if (this.isGoingOn()) event.preventDefault();
    };
    const wake = (): void => this.#wake?.();
    addEventListener('beforeunload', warn);
    addEventListener('online', wake);
    inject(DestroyRef).onDestroy(() => {
      removeEventListener('beforeunload', warn);
      removeEventListener('online', wake);
    });
  }

  /** These files are to be taken in next, in this order; what was said of others is gone. */
  choose(files: readonly File[]): void {
    if (this.isGoingOn()) return;
    this.#files.set(files);
    this.#clear('idle');
  }

  async start(terms: ImportTerms): Promise<void> {
    if (this.isGoingOn()) return;
    this.#clear('running');
    const now = performance.now();
    this.#begunMs.set(now);
    this.#nowMs.set(now);
    const work = {
      partsOf,
      newOnceKey,
      send: (text: Uint8Array<ArrayBuffer>, options: TakeOptions) => this.#send(text, options),
      count: (count: ImportCount) => {
        this.#count.set(count);
        this.#nowMs.set(performance.now());
      },
      refused: (refused: Refused) => this.#refused.update((others) => [...others, refused]),
      isCancelled: () => this.#state() === 'ending',
    };
    try {
      this.#state.set(await new ImportJob(work, terms).run(this.#files()));
    } catch (error) {
      if (this.#state() === 'ending') this.#state.set('cancelled');
      else {
        this.#refusal.set(refusalOf(error));
        this.#state.set('failed');
      }
      this.#uncertain.set(error instanceof ClientError && error.problem === undefined);
    }
  }

  /** Ends it behind the part that is on its way, so that it can be said what is committed. */
  cancel(): void {
    if (this.isGoingOn()) this.#state.set('ending');
    this.#wake?.();
  }

  /** Asks a server again that was away. */
  tryNow(): void {
    this.#wake?.();
  }

  #clear(state: ImportState): void {
    this.#state.set(state);
    this.#count.set(NOTHING);
    this.#refused.set([]);
    this.#refusal.set(undefined);
    this.#uncertain.set(false);
  }

  async #send(text: Uint8Array<ArrayBuffer>, options: TakeOptions): Promise<Taken> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const taken = await this.#server.take(text, options);
        this.#come();
        return taken;
      } catch (error) {
        if (!(error instanceof ClientError) || !isPassing(error)) {
          this.#come();
          throw error;
        }
        if (this.#state() === 'ending') throw error;
        this.#state.set('waiting');
        await this.#pause(attempt);
        if ((this.#state() as ImportState) === 'ending') throw error;
      }
    }
  }

  #come(): void {
    if (this.#state() === 'waiting') this.#state.set('running');
  }

  /** Waits before the next attempt; while nobody is signed in, for that. */
  async #pause(attempt: number): Promise<void> {
    do {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(WAIT_MS_MAX, 500 * 2 ** attempt));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    } while (this.#standing.isSignedOut() && this.#state() !== 'ending');
  }
}

function isPassing({ code, status }: ClientError): boolean {
  return status === 0 || status === 401 || (status >= 502 && status <= 504) || PASSING.has(code);
}
