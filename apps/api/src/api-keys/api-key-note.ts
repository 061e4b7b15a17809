import { BimetalError, type Store } from '@bimetal/bindings';
import { type ApiKey, apiKeySchema } from '@bimetal/contract';
import * as z from 'zod/mini';

/** What the names of these notes begin with; the id follows. */
const BEGINNING = 'api-keys/';

/** How many notes are read at a time. */
const STEP = 1000;

/** What the store has of an API key: what it is for, and the hash of what it is. */
export interface KeptApiKey {
  readonly key: ApiKey;
  readonly hash: Buffer;
}

const noteSchema = z.extend(apiKeySchema, { sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });

/** The API keys as notes of a store: in its commits and backups, and where no request for a document comes. */
export class ApiKeyNotes {
  readonly #store: Pick<Store, 'notes' | 'batch'>;

  constructor(store: Pick<Store, 'notes' | 'batch'>) {
    this.#store = store;
  }

  /** All that there are. */
  read(): KeptApiKey[] {
    const found: KeptApiKey[] = [];
    for (let after: string | undefined; ;) {
      const notes = this.#store.notes.list(BEGINNING, STEP, after);
      for (const { name, value } of notes) found.push(parse(name, value));
      after = notes.at(-1)?.name;
      if (notes.length < STEP) return found;
    }
  }

  /** Resolves when it is on disk. */
  async put({ key, hash }: KeptApiKey): Promise<void> {
    const note = JSON.stringify({ ...key, sha256: hash.toString('hex') });
    await this.#store.batch().putNote(`${BEGINNING}${key.id}`, note).commit();
  }

  async remove({ id }: ApiKey): Promise<void> {
    await this.#store.batch().removeNote(`${BEGINNING}${id}`).commit();
  }
}

/** A note that cannot be read must not open the server: one key less could be the last one. */
function parse(name: string, value: string): KeptApiKey {
  const result = noteSchema.safeParse(JSON.parse(value));
  if (!result.success || `${BEGINNING}${result.data.id}` !== name) {
    throw new BimetalError(
      'DATA_DAMAGED',
      `the note ${name} is no API key: restore the folder, or use a later release`,
    );
  }
  const { sha256, ...key } = result.data;
  return { key, hash: Buffer.from(sha256, 'hex') };
}
