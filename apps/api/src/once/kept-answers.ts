import { type Store } from '@bimetal/bindings';
import { type Logger } from '../logging/logger.js';
import { RequestError } from '../problem/request-error.js';
import { ONCE_NOTES, parseNote } from './kept-answer.js';

/** LIMIT: how many answers an event loop keeps. */
const ANSWERS_MAX = 100_000;

/** How many notes are read or removed at a time. */
const STEP = 1000;

/** What stands for a write in the memo of an answer that is being removed. */
export const REMOVING = '';

/** Which answers are kept, and their removal when their time is over. */
export class KeptAnswers {
  readonly #store: Pick<Store, 'notes' | 'memos' | 'batch' | 'closed'>;
  readonly #logger: Pick<Logger, 'warn'>;
  /** The names of the notes, with how long they are kept; those that go first are first, but for a changed setting. */
  readonly #until = new Map<string, number>();
  #sweeping = false;

  constructor(store: Pick<Store, 'notes' | 'memos' | 'batch' | 'closed'>, logger: Pick<Logger, 'warn'>) {
    this.#store = store;
    this.#logger = logger;
  }

  get count(): number {
    return this.#until.size;
  }

  /** Reads which answers an earlier process has kept. */
  load(): void {
    const found: [string, number][] = [];
    for (let after: string | undefined; ;) {
      const notes = this.#store.notes.list(ONCE_NOTES, STEP, after);
      for (const { name, value } of notes) found.push([name, parseNote(value).until]);
      after = notes.at(-1)?.name;
      if (notes.length < STEP) break;
    }
    found.sort(([, one], [, other]) => one - other);
    for (const [name, until] of found) this.#until.set(name, until);
  }

  add(name: string, until: number): void {
    // Behind the others: it may have replaced one whose time was over.
    this.#until.delete(name);
    this.#until.set(name, until);
  }

  /** Refuses to keep more than there is room for. */
  refuseMore(): void {
    if (this.#until.size < ANSWERS_MAX) return;
    const message = `the answers to ${ANSWERS_MAX} requests with an Idempotency-Key are kept: try again later`;
    throw new RequestError('SERVER_BUSY', message);
  }

  /** Removes the answers whose time is over. What fails is tried again at the next call. */
  async sweep(now: number): Promise<void> {
    if (this.#sweeping) return;
    this.#sweeping = true;
    try {
      while (!this.#store.closed && (await this.#removeSome(now)));
    } catch (error) {
      this.#logger.warn({ err: error }, 'Old answers to requests with an Idempotency-Key could not be removed');
    } finally {
      this.#sweeping = false;
    }
  }

  /** Returns whether there may be more. */
  async #removeSome(now: number): Promise<boolean> {
    const overdue: string[] = [];
    for (const [name, until] of this.#until) {
      if (until > now || overdue.length === STEP) break;
      overdue.push(name);
    }
    const names = overdue.filter((name) => this.#claim(name, now));
    if (names.length === 0) return false;
    const batch = this.#store.batch();
    for (const name of names) batch.removeNote(name);
    for (const name of names) this.#until.delete(name);
    const committed = batch.commit();
    // What is written anew from here on is behind this removal, and stays.
    for (const name of names) this.#store.memos.remove(name);
    try {
      await committed;
    } catch (error) {
      for (const name of names) if (!this.#until.has(name)) this.#until.set(name, now);
      throw error;
    }
    return overdue.length === STEP;
  }

  /** Whether an answer may be removed: nobody writes it anew until its memo is, and no other event loop has. */
  #claim(name: string, now: number): boolean {
    const { memos, notes } = this.#store;
    if (memos.add(name, REMOVING) !== undefined) return false;
    const note = notes.get(name);
    if (note !== undefined && parseNote(note.value).until <= now) return true;
    memos.remove(name);
    this.#until.delete(name);
    return false;
  }
}
