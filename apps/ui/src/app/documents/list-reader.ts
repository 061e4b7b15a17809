import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { type Key } from '@bimetal/bindings/browser';
import { SessionKeeper } from '../session/session-keeper';
import { Standing } from '../session/standing';
import { DocumentShelf } from './document-shelf';
import { ListCourier } from './list-courier';
import { endOf } from './list-page';
import { type Refusal, refusalOf, UNREACHABLE } from '../server/refusal';

/** How long to wait before asking a server that gave no answer again. */
const RETRY_MS = 5_000;

/** Reads the list of all documents onto the shelf: a page at first, and on when more is asked for. */
@Injectable({ providedIn: 'root' })
export class ListReader {
  readonly #courier = inject(ListCourier);
  readonly #shelf = inject(DocumentShelf);
  readonly #session = inject(SessionKeeper);
  readonly #standing = inject(Standing);

  readonly #isReading = signal(false);
  readonly #isRead = signal(false);
  readonly #isWhole = signal(false);
  readonly #total = signal<number | undefined>(undefined);
  readonly #refusal = signal<Refusal | undefined>(undefined);

  /** How far the list was read. */
  #end: Key | undefined;
  /** Whose list it is, and of which documents. */
  #view: string | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  readonly isReading = this.#isReading.asReadonly();
  /** Whether a page of the list has ever arrived. */
  readonly isRead = this.#isRead.asReadonly();
  /** Whether the list was read to its end. */
  readonly isWhole = this.#isWhole.asReadonly();
  /** How many documents the store had when the list was read in part; undefined where that is not known. */
  readonly total = this.#total.asReadonly();
  /** Why the list is not up to date; stays until it was read again, also while it is being asked for. */
  readonly refusal = this.#refusal.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#retry));
  }

  /** Reads the list again from its start, as far as it was read. */
  async refresh(): Promise<void> {
    const end = this.#end;
    const wasWhole = this.#isWhole();
    await this.#read(undefined, (reached) => !wasWhole && (end === undefined || reached.compare(end) >= 0));
  }

  /** Reads the next page, where there is one. */
  async readOn(): Promise<void> {
    if (!this.#isWhole()) await this.#read(this.#end, () => true);
  }

  async #read(start: Key | undefined, isEnough: (reached: Key) => boolean): Promise<void> {
    if (this.#isReading()) return;
    this.#isReading.set(true);
    clearTimeout(this.#retry);
    try {
      await this.#session.know();
      const isWhole = await (this.#beginView()
        ? this.#readPages(undefined, () => true)
        : this.#readPages(start, isEnough));
      this.#isWhole.set(isWhole);
      this.#total.set(isWhole ? undefined : await this.#countAll());
      this.#isRead.set(true);
      this.#refusal.set(undefined);
    } catch (error) {
      const refusal = refusalOf(error);
      this.#refusal.set(refusal);
      if (refusal.code === UNREACHABLE.code) this.#retry = setTimeout(() => void this.refresh(), RETRY_MS);
    } finally {
      this.#isReading.set(false);
    }
  }

  /** Lets go of what another key of the server was shown, or what is under another prefix; whether there is a new list to begin. */
  #beginView(): boolean {
    const known = this.#view;
    this.#view = `${this.#standing.key()?.id ?? ''} ${this.#standing.prefix()}`;
    const isOther = known !== undefined && known !== this.#view;
    if (isOther) {
      this.#shelf.letGo();
      this.#end = undefined;
    }
    return isOther;
  }

  /** Whether the list ended. */
  async #readPages(start: Key | undefined, isEnough: (reached: Key) => boolean): Promise<boolean> {
    for (let after = start; ;) {
      const askedAt = this.#shelf.now();
      const page = await this.#courier.read(after, this.#standing.prefix());
      this.#shelf.take(page, askedAt);
      if (page.failure !== undefined) throw page.failure;
      after = endOf(page);
      if (page.isLast || after === undefined || isEnough(after)) {
        this.#end = after;
        return page.isLast;
      }
    }
  }

  /** The number is worth one more question where the list has more than a page; without an answer the page does without. */
  async #countAll(): Promise<number | undefined> {
    try {
      return await this.#courier.count(this.#standing.prefix());
    } catch {
      return undefined;
    }
  }
}
