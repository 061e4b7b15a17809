import { computed, Injectable, linkedSignal, signal } from '@angular/core';
import { type ApiKey, type Scope, type Session } from '@bimetal/contract';

/** Why nobody is signed in: the server asks for a key or the session has ended, or the person has ended it. */
export type Absence = 'lapsed' | 'left';

/** How the page stands with the server: whether that asks for an API key, and what the one of the session may do. */
@Injectable({ providedIn: 'root' })
export class Standing {
  readonly #session = signal<Session | undefined>(undefined);
  readonly #absence = signal<Absence | undefined>(undefined);
  readonly #visit = signal(0);

  /** What the server has said last; undefined before it has, and after the session has ended. */
  readonly session = this.#session.asReadonly();
  /** Whether nothing can be done before a key is given. */
  readonly isSignedOut = computed(() => this.#absence() !== undefined);
  /** Why there is no session where one is needed. */
  readonly absence = this.#absence.asReadonly();
  /** Grows when somebody signs in or wants to see other documents: what was read before may not be what is to be shown now. */
  readonly visit = this.#visit.asReadonly();
  /** The key of the session; undefined where the server has none. */
  readonly key = computed<ApiKey | undefined>(() => this.#session()?.key ?? undefined);
  readonly mayRead = computed(() => this.#may('read'));
  readonly mayWrite = computed(() => this.#may('write'));
  /** Whether it may look after the server: its keys, its backups. */
  readonly mayAdministrate = computed(() => this.#may('admin'));
  readonly prefixes = computed<readonly string[]>(() => this.key()?.prefixes ?? []);
  /** The beginning of the keys that are shown, of those that the key of the session is for; '' for all documents. */
  readonly prefix = linkedSignal(() => this.prefixes()[0] ?? '');

  take(session: Session): void {
    this.#session.set(session);
    if (this.isSignedOut()) this.#visit.update((visit) => visit + 1);
    this.#absence.set(undefined);
  }

  /** Documents whose keys begin otherwise are to be shown. */
  choose(prefix: string): void {
    this.prefix.set(prefix);
    this.#visit.update((visit) => visit + 1);
  }

  /** There is no session, or none any more. */
  lapse(): void {
    if (this.isSignedOut()) return;
    this.#session.set(undefined);
    this.#absence.set('lapsed');
  }

  /** The person has signed out: what another could be shown next at this screen is to go. */
  leave(): void {
    this.#session.set(undefined);
    this.#absence.set('left');
  }

  /** Where the server has not said anything yet it is asked, and says no itself. */
  #may(scope: Scope): boolean {
    const scopes = this.key()?.scopes;
    return scopes === undefined || scopes.includes(scope) || scopes.includes('admin');
  }
}
