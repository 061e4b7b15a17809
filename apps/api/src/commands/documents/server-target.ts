import { type Document, Key, type Revision } from '@bimetal/bindings';
import { type ImportResult, importResultSchema, paths, writeResultSchema } from '@bimetal/contract';
import { type DocumentRange, type ItemForm, type WriteCondition } from '../../config/data-command.js';
import { type ServerPlace } from '../../config/place.js';
import { StartupError } from '../../config/startup-error.js';
import { changeStream } from './change-stream.js';
import {
  type ChangeChoice,
  type ChangeEvent,
  type DataTarget,
  type ImportOutcome,
  type ImportTerms,
  type PatchTerms,
  type PutTerms,
} from './data-target.js';
import { ImportBrokenOff } from './import-broken-off.js';
import { type Asked, ServerConnection } from './server-connection.js';
import { listPathOf, nextPathOf } from './server-list.js';
import { answerInvalid } from './server-refusal.js';

const JSON_TYPE = { 'content-type': 'application/json' } as const;
const LINES_TYPE = { 'content-type': 'application/x-ndjson' } as const;
const PATCH_TYPES = {
  merge: { 'content-type': 'application/merge-patch+json' },
  json: { 'content-type': 'application/json-patch+json' },
} as const;

/** A running server. */
export class ServerTarget implements DataTarget {
  readonly #connection: ServerConnection;
  readonly #signal: AbortSignal;

  constructor(place: ServerPlace, signal: AbortSignal) {
    this.#connection = new ServerConnection(place, signal);
    this.#signal = signal;
  }

  async get(key: string): Promise<Document | undefined> {
    try {
      // No document has this tag, so that it is answered, with its own.
      const { headers, text } = await this.#connection.askWhole(pathOf(key), { headers: { 'if-none-match': '"0"' } });
      const revision = /^(?:W\/)?"(\d+)/.exec(headers.etag ?? '')?.[1];
      if (revision === undefined) throw answerInvalid(this.#connection.url, 'a document came without its revision');
      const expires = headers['bimetal-expires'];
      return {
        value: text,
        revision: BigInt(revision),
        expires: expires === undefined ? undefined : new Date(String(expires)),
      };
    } catch (error) {
      if (error instanceof StartupError && error.code === 'DOCUMENT_NOT_FOUND') return undefined;
      throw error;
    }
  }

  put(key: string, value: Uint8Array, { ttlMs, ...when }: PutTerms): Promise<Revision> {
    const ttl = ttlMs === undefined ? undefined : { 'bimetal-ttl': String(ttlMs / 1000) };
    return this.#write(pathOf(key), {
      method: 'PUT',
      headers: { ...JSON_TYPE, ...ttl, ...conditions(when) },
      body: value,
    });
  }

  patch(key: string, patch: Uint8Array, { type, ...when }: PatchTerms): Promise<Revision> {
    const headers = { ...PATCH_TYPES[type], ...conditions(when) };
    return this.#write(pathOf(key), { method: 'PATCH', headers, body: patch });
  }

  remove(key: string, when: WriteCondition): Promise<Revision> {
    return this.#write(pathOf(key), { method: 'DELETE', headers: conditions(when) });
  }

  /** With a filter by pages, each of which ends where the server has looked at enough, and all of which are of one revision. */
  async *list(range: DocumentRange, form: ItemForm): AsyncGenerator<Uint8Array> {
    let path: string | undefined = listPathOf({
      ...range,
      ...form,
      ...(range.where !== undefined && { revision: 'latest' }),
    });
    while (path !== undefined) {
      const answer = await this.#connection.ask(path);
      yield* this.#connection.bytesOf(answer);
      path = nextPathOf(answer.headers.link);
    }
  }

  async count(range: Omit<DocumentRange, 'where'>): Promise<number> {
    const { headers } = await this.#connection.askWhole(listPathOf({ ...range, count: true, limit: 1 }));
    const count = Number(headers['x-total-count'] ?? NaN);
    if (Number.isSafeInteger(count)) return count;
    throw answerInvalid(this.#connection.url, 'a list came without its count');
  }

  async import(text: AsyncIterable<Uint8Array>, { format, createOnly }: ImportTerms): Promise<ImportOutcome> {
    const path = createOnly ? `${paths.import}?mode=create` : paths.import;
    const headers = format === 'json' ? JSON_TYPE : LINES_TYPE;
    try {
      const { text: answer } = await this.#connection.askWhole(path, { method: 'POST', headers, body: text });
      return this.#parsed(answer, (value) => outcomeOf(importResultSchema.parse(value)));
    } catch (error) {
      const done =
        error instanceof StartupError ? importResultSchema.safeParse(error.problem?.['imported']) : undefined;
      throw done?.success === true ? new ImportBrokenOff(error, outcomeOf(done.data)) : error;
    }
  }

  changes(choice: ChangeChoice, tell: (line: string) => void): AsyncIterable<ChangeEvent> {
    return changeStream(this.#connection, choice, tell, this.#signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#connection[Symbol.dispose]();
    return Promise.resolve();
  }

  async #write(path: string, asked: Asked): Promise<Revision> {
    const { text } = await this.#connection.askWhole(path, asked);
    return this.#parsed(text, (value) => BigInt(writeResultSchema.parse(value).revision));
  }

  #parsed<T>(text: string, read: (value: unknown) => T): T {
    try {
      return read(JSON.parse(text));
    } catch {
      throw answerInvalid(this.#connection.url, `it answered ${JSON.stringify(text.slice(0, 80))}`);
    }
  }
}

/** Refuses what is no key before it could become another path. */
function pathOf(key: string): string {
  return paths.document(Key.parse(key).toString());
}

function outcomeOf({ documents, revision }: ImportResult): ImportOutcome {
  return { documents, revision: revision === undefined ? undefined : BigInt(revision) };
}

function conditions({ ifRevision, ifAbsent }: WriteCondition): Record<string, string> {
  return {
    ...(ifRevision === undefined ? {} : { 'if-match': `"${ifRevision}"` }),
    ...(ifAbsent ? { 'if-none-match': '*' } : {}),
  };
}
