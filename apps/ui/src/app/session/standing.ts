import { computed, Injectable, linkedSignal, signal } from '@angular/core';
import { type ApiKey, type Scope, type Session } from '@bimetal/contract';

/** How the page stands with the server: whether that asks for an API key, and what the one of the session may do. */
@Injectable({ providedIn: 'root' })
export class Standing {
  readonly #session = signal<Session | undefined>(undefined);
  readonly #isSignedOut = signal(false);

  /** What the server has said last; undefined before it has, and after the session has ended. */
  readonly session = this.#session.asReadonly();
  /** Whether nothing can be done before a key is given. */
  readonly isSignedOut = this.#isSignedOut.asReadonly();
  /** The key of the session; undefined where the server has none. */
  readonly key = computed<ApiKey | undefined>(() => this.#session()?.key ?? undefined);
  readonly mayRead = computed(() => this.#may('read'));
  readonly mayWrite = computed(() => this.#may('write'));
  readonly prefixes = computed<readonly string[]>(() => this.key()?.prefixes ?? []);
  /** The beginning of the keys that are shown, of those that the key of the session is for; '' for all documents. */
  readonly prefix = linkedSignal(() => this.prefixes()[0] ?? '');

  take(session: Session): void {
    this.#session.set(session);
    this.#isSignedOut.set(false);
  }

  /** There is no session, or none any more. */
  lapse(): void {
    this.#session.set(undefined);
    this.#isSignedOut.set(true);
  }

  /** Where the server has not said anything yet it is asked, and says no itself. */
  #may(scope: Scope): boolean {
    const scopes = this.key()?.scopes;
    return scopes === undefined || scopes.includes(scope) || scopes.includes('admin');
  }
}
