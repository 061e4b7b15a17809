import { inject, Injectable } from '@angular/core';
import { type ConditionOptions, isClientError } from '@bimetal/client';
import { SERVER } from '../server/server';
import { type Found } from './document-state';

/** What the page takes the store to have: a text, with its revision where the page knows it, or no document. */
export type Seen = { readonly text: string; readonly revision: string | undefined } | undefined;

/** What became of a write: made, or not made, since the store has something else than what was seen. */
export type Outcome = { readonly revision: string } | { readonly found: Found | undefined };

/**
 * Carries single documents to and from the server, as text: a value that JavaScript parsed would not come back as it was.
 *
 * INVARIANT: every write is conditional, so that nothing is replaced or removed that its maker had not seen.
 */
@Injectable({ providedIn: 'root' })
export class DocumentCourier {
  readonly #server = inject(SERVER);

  /** The document; undefined when there is none. */
  async get(key: string): Promise<Found | undefined> {
    const stored = await this.#server.getText(key);
    return stored && { text: stored.value, revision: String(stored.revision) };
  }

  /** Sets the document if the store has what was seen. */
  set(key: string, text: string, seen: Seen): Promise<Outcome> {
    return this.#write(key, seen, (condition) => this.#server.putText(key, text, condition));
  }

  /** Removes the document if the store has what was seen. */
  remove(key: string, seen: NonNullable<Seen>): Promise<Outcome> {
    return this.#write(key, seen, (condition) => this.#server.remove(key, condition));
  }

  /** A revision that is not known, or no longer right, is looked up: what was seen is its text, and the same text may be set again. */
  async #write(
    key: string,
    seen: Seen,
    request: (condition: ConditionOptions) => Promise<{ readonly revision: bigint }>,
  ): Promise<Outcome> {
    let revision = seen?.revision;
    // LIMIT: each further round means that somebody else wrote, and left what was seen as it was.
    for (;;) {
      if (seen === undefined || revision !== undefined) {
        const condition = revision === undefined ? { ifAbsent: true } : { ifRevision: BigInt(revision) };
        const written = await unlessBroken(request(condition));
        if (written !== undefined) return { revision: String(written.revision) };
      }
      const found = await this.get(key);
      if (found?.text !== seen?.text) return { found };
      revision = found?.revision;
    }
  }
}

/** What was written; undefined where the condition does not hold, be it by an attempt of the write itself whose answer was lost. */
async function unlessBroken<V>(writing: Promise<V>): Promise<V | undefined> {
  try {
    return await writing;
  } catch (error) {
    if (isClientError(error, 'REVISION_CONFLICT') || isClientError(error, 'OUTCOME_UNKNOWN')) return undefined;
    throw error;
  }
}
