import { type ApiKey, type Scope } from '@bimetal/contract';

/** The longest time that a timer takes. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** What the sender of a request may do, and as long as it may: of an API key, or of a session that was begun with one. */
export class Grant {
  readonly key: ApiKey;
  readonly #endsAt: number;
  readonly #onEnd = new Set<() => void>();
  #isEnded = false;
  #timer: NodeJS.Timeout | undefined;

  /** It ends at `endsAt`, in milliseconds since 1970, and earlier when somebody ends it. */
  constructor(key: ApiKey, endsAt = key.expires === undefined ? Infinity : Date.parse(key.expires)) {
    this.key = key;
    this.#endsAt = endsAt;
  }

  get endsAt(): number {
    return this.#endsAt;
  }

  /** Answers that live long ask this before they tell more, or give {@link Grant.whenEnded} what is to happen. */
  isStillAllowed(): boolean {
    return !this.#isEnded && (this.#endsAt === Infinity || Date.now() < this.#endsAt);
  }

  allows(scope: Scope): boolean {
    const { scopes } = this.key;
    return scopes.includes(scope) || scopes.includes('admin');
  }

  /** Whether it is for all documents. */
  get reachesAll(): boolean {
    return this.key.prefixes.length === 0;
  }

  /** Whether it is for the document of a key, or for all documents whose keys begin so. */
  reaches(beginning: string): boolean {
    const { prefixes } = this.key;
    return prefixes.length === 0 || prefixes.some((prefix) => beginning.startsWith(prefix));
  }

  /** Calls once when it ends, at once when it has. Returns how to take that back. */
  whenEnded(act: () => void): () => void {
    if (!this.isStillAllowed()) {
      act();
      return () => undefined;
    }
    // The same function may be given twice, and is then called twice.
    const called = (): void => act();
    this.#onEnd.add(called);
    this.#awaitEnd();
    return () => {
      this.#onEnd.delete(called);
      if (this.#onEnd.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#timer);
    for (const act of this.#onEnd) act();
    this.#onEnd.clear();
  }

  /** Nobody needs a timer for what only asks. */
  #awaitEnd(): void {
    if (this.#endsAt === Infinity || this.#timer !== undefined) return;
    const ms = Math.min(this.#endsAt - Date.now(), TIMER_MS_MAX);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.isStillAllowed()) this.#awaitEnd();
      else this.end();
    }, ms).unref();
  }
}
