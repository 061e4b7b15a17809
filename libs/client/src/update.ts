import { isClientError } from './client-error.js';
import { type Stored, type Written } from './stored.js';
import { type CallOptions } from './transport.js';
import { type ExpiryOptions, type PutOptions, type WriteOptions } from './write.js';
import { type Backoff, wait, waitOf } from './waiting.js';

/** How an update is made. */
export interface UpdateOptions extends ExpiryOptions, Omit<WriteOptions, 'ifRevision' | 'ifAbsent' | 'idempotent'> {
  /** How often it is tried when others are quicker; 100 by default. */
  readonly attempts?: number | undefined;
  /** As in {@link WriteOptions.idempotent}: each attempt has a key of its own. */
  readonly idempotent?: boolean | undefined;
}

/** What to make of a document: it is called again with the newer one when another writer was quicker. `undefined` writes nothing. */
export type Change<T> = (current: T | undefined) => T | undefined | Promise<T | undefined>;

/** What an update reads and writes by. */
export interface Documents {
  get<T>(key: string, options: CallOptions): Promise<Stored<T> | undefined>;
  put(key: string, value: unknown, options: PutOptions): Promise<Written>;
}

const BACKOFF: Backoff = { firstMs: 4, mostMs: 250 };

/** Reads a document, and writes what becomes of it, unless somebody has written it meanwhile: then it does so again. */
export async function update<T>(
  documents: Documents,
  key: string,
  change: Change<T>,
  { attempts = 100, ttlMs, expires, idempotent, ...call }: UpdateOptions,
): Promise<Stored<T> | undefined> {
  for (let attempt = 1; ; attempt++) {
    const current = await documents.get<T>(key, call);
    const value = await change(current?.value);
    if (value === undefined) return current;
    const condition = current === undefined ? { ifAbsent: true } : { ifRevision: current.revision };
    try {
      const { revision } = await documents.put(key, value, { ...call, ...condition, ttlMs, expires, idempotent });
      return { key, value, revision };
    } catch (error) {
      if (!isClientError(error, 'REVISION_CONFLICT') || attempt >= attempts) throw error;
      await wait(waitOf(BACKOFF, attempt), call.signal);
    }
  }
}
