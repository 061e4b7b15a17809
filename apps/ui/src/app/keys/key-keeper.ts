import { inject, Injectable, InjectionToken, signal } from '@angular/core';
import { ApiKeysClient, type AskedApiKey } from '@bimetal/client/admin';
import { isClientError } from '@bimetal/client';
import { type ApiKey } from '@bimetal/contract';
import { type Refusal, refusalOf } from '../server/refusal';
import { NOTICING_OPTIONS } from '../server/server';
import { MadeKey } from '../session/made-key';
import { SessionKeeper } from '../session/session-keeper';
import { Standing } from '../session/standing';

/** The API keys of the server that the page came from. */
export const API_KEYS = new InjectionToken<ApiKeysClient>('API_KEYS', {
  factory: () => new ApiKeysClient(inject(NOTICING_OPTIONS)),
});

/** Reads, makes and revokes the API keys of the server. */
@Injectable({ providedIn: 'root' })
export class KeyKeeper {
  readonly #server = inject(API_KEYS);
  readonly #session = inject(SessionKeeper);
  readonly #standing = inject(Standing);
  readonly #made = inject(MadeKey);
  readonly #keys = signal<readonly ApiKey[] | undefined>(undefined);
  readonly #refusal = signal<Refusal | undefined>(undefined);

  /** As the server has told them last, the newest first; undefined before that. */
  readonly keys = this.#keys.asReadonly();
  /** Why they could not be read. */
  readonly refusal = this.#refusal.asReadonly();

  async read(): Promise<void> {
    try {
      this.#keys.set((await this.#server.list()).toReversed());
      this.#refusal.set(undefined);
    } catch (error) {
      this.#refusal.set(refusalOf(error));
    }
  }

  /** Makes a key, and shows it this once. Rejects where the server refuses. */
  async make(asked: AskedApiKey): Promise<void> {
    const made = await this.#server.make(asked);
    this.#made.show(made);
    const { key: _, ...known } = made;
    this.#keys.update((keys) => [known, ...(keys ?? [])]);
  }

  /** Makes the first key, from which on everybody needs one, and signs in with it at once: the person is not to be locked out. */
  async makeFirst(asked: AskedApiKey): Promise<void> {
    const made = await this.#server.make(asked);
    this.#made.show(made);
    await this.#session.signIn(made.key);
  }

  /** Revokes a key. Who is signed in with it is signed out. Rejects where the server refuses. */
  async revoke({ id }: ApiKey): Promise<void> {
    try {
      await this.#server.revoke(id);
    } catch (error) {
      // Somebody else has revoked it meanwhile.
      if (!isClientError(error, 'API_KEY_NOT_FOUND')) throw error;
    }
    this.#keys.update((keys) => keys?.filter((key) => key.id !== id));
    if (this.#made.made()?.id === id) this.#made.forget();
    if (this.#standing.key()?.id === id) this.#standing.lapse();
  }
}
