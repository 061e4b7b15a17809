import { type ImportResult, type Session } from '@bimetal/contract';
import { paths } from '@bimetal/contract/routes';
import { batchText, type BatchOutcome, type Operation } from './batch.js';
import { changes, type ChangesOptions } from './changes.js';
import { ClientError, isClientError } from './client-error.js';
import { type FeedEvent } from './feed-event.js';
import { type Entry, importAll, type Imported, type ImportOptions } from './import.js';
import {
  type Common,
  type Item,
  type ListOptions,
  type ListTextOptions,
  type Page,
  pageOf,
  pageQueryOf,
  queryOf,
} from './list.js';
import { known, readJson } from './read-json.js';
import { type Created, type Stored, type Written } from './stored.js';
import { streamedText } from './streamed-text.js';
import { type Answer, type CallOptions, Transport, type TransportOptions } from './transport.js';
import { type Change, update, type UpdateOptions } from './update.js';
import { type PutOptions, type WriteOptions, writeOf } from './write.js';

/** How a patch is made. */
export interface PatchOptions extends WriteOptions {
  /** `merge` (RFC 7396) by default; `json` is a JSON Patch (RFC 6902). */
  readonly kind?: 'merge' | 'json' | undefined;
}

/** How a client reaches a server. */
export interface ClientOptions extends TransportOptions {
  /** Gives every write a key, as `idempotent` of a write does. */
  readonly idempotent?: boolean | undefined;
}

/**
 * Bimetal over HTTP, for browsers and Node. Every failure is a {@link ClientError} with the code of the server; the end of a signal is
 * its reason. Reads are sent again when they fail, writes only when they can do no harm twice.
 */
export class Client {
  readonly #transport: Transport;
  readonly #idempotent: boolean;

  constructor(options: ClientOptions = {}) {
    this.#transport = new Transport(options);
    this.#idempotent = options.idempotent ?? false;
  }

  /** A document, or `undefined` when there is none. */
  async get<T = unknown>(key: string, options?: CallOptions): Promise<Stored<T> | undefined> {
    const found = await this.getText(key, options);
    return found && { ...found, value: readJson<T>(found.value) };
  }

  /** A document as its text, byte for byte: for numbers that JavaScript has no room for. */
  async getText(key: string, options?: CallOptions): Promise<Stored<string> | undefined> {
    try {
      const { text, headers } = await this.#read(paths.document(key), options);
      return { key, value: text, revision: revisionOf(headers) };
    } catch (error) {
      if (isClientError(error, 'DOCUMENT_NOT_FOUND')) return undefined;
      throw error;
    }
  }

  /** Sets a document to a value. It is on disk when the promise resolves. */
  async put(key: string, value: unknown, options?: PutOptions): Promise<Written> {
    return this.putText(key, textOf(value), options);
  }

  /** Sets a document to a JSON text, which is kept byte for byte. */
  async putText(key: string, text: string, options?: PutOptions): Promise<Written> {
    return written(await this.#write('PUT', paths.document(key), text, 'application/json', options));
  }

  /** Removes a document. One that is absent is no error, unless a condition says so. */
  async remove(key: string, options?: WriteOptions): Promise<Written> {
    return written(await this.#write('DELETE', paths.document(key), undefined, undefined, options));
  }

  /** Changes a part of a document, and leaves the bytes of the rest alone. */
  async patch(key: string, patch: unknown, { kind = 'merge', ...options }: PatchOptions = {}): Promise<Written> {
    const type = kind === 'merge' ? 'application/merge-patch+json' : 'application/json-patch+json';
    return written(await this.#write('PATCH', paths.document(key), textOf(patch), type, options));
  }

  /** Reads a document and writes what `change` makes of it; again, with the newer one, when another writer was quicker. */
  update<T>(key: string, change: Change<T>, options: UpdateOptions = {}): Promise<Stored<T> | undefined> {
    return update(this, key, change, options);
  }

  /** One page of a list, and where the next one is. */
  page<T = unknown>(options: ListOptions & { readonly delimiter: string }): Promise<Page<Item<T> | Common>>;
  page<T = unknown>(options?: ListOptions): Promise<Page<Item<T>>>;
  page<T>(options: ListOptions = {}): Promise<Page<T>> {
    return this.#page(`${paths.documents}?${pageQueryOf(options)}`, options);
  }

  /** The documents of a list, in the order of their keys, read by pages as they are asked for. */
  list<T = unknown>(
    options: ListOptions & { readonly delimiter: string },
  ): AsyncGenerator<Item<T> | Common, void, undefined>;
  list<T = unknown>(options?: ListOptions): AsyncGenerator<Item<T>, void, undefined>;
  async *list<T>(options: ListOptions = {}): AsyncGenerator<T, void, undefined> {
    let path: string | undefined = `${paths.documents}?${pageQueryOf(options)}`;
    while (path !== undefined) {
      const page: Page<T> = await this.#page(path, options);
      yield* page.items;
      path = page.next;
    }
  }

  /**
   * A list as its text, an array of `{"key":…,"value":…}`, in pieces as they come: for values that JavaScript has no room for, and
   * for lists of any length. It is asked for once; `break` ends it. `timeoutMs` is for the next piece, not for the whole.
   */
  async *listText(options: ListTextOptions = {}): AsyncGenerator<string, void, undefined> {
    const query = queryOf(options);
    const path = query === '' ? paths.documents : `${paths.documents}?${query}`;
    const { signal, timeoutMs = this.#transport.timeoutMs } = options;
    yield* streamedText(this.#transport, path, { signal, silenceMs: timeoutMs });
  }

  /** How many documents a range has. It is known without counting. */
  async count(
    options: Pick<ListOptions, 'prefix' | 'from' | 'to' | 'after' | 'before' | keyof CallOptions> = {},
  ): Promise<bigint> {
    // The least that a page with its total can have.
    const { count } = await this.page({ ...options, count: true, limit: 1, fields: ['/'] });
    return known(() => {
      if (count === undefined) throw new TypeError('the page has no count');
      return count;
    });
  }

  /** Commits writes of many documents, all or nothing and under one revision. */
  async batch(
    operations: readonly Operation[],
    options: Omit<WriteOptions, 'ifRevision' | 'ifAbsent'> = {},
  ): Promise<BatchOutcome> {
    const { text } = await this.#write('POST', paths.batch, batchText(operations), 'application/json', options);
    const { revision, ...outcome } = readJson<Omit<BatchOutcome, 'revision'> & { revision: string }>(text);
    return { ...outcome, revision: BigInt(revision) };
  }

  /** Sets a document under a key that the server makes: the prefix, `-` and a number that goes up and is given once. */
  async create(
    prefix: string,
    value: unknown,
    options?: Omit<PutOptions, 'ifRevision' | 'ifAbsent'>,
  ): Promise<Created> {
    const path = paths.documentsNumbered(prefix);
    const { text } = await this.#write('POST', path, textOf(value), 'application/json', options);
    const { key, revision } = readJson<{ key: string; revision: string }>(text);
    return { key, revision: BigInt(revision) };
  }

  /**
   * Takes in documents as they come, however many, and gives what is committed then. Where it breaks off, `ImportBrokenOff` says exactly
   * what is. With `mode: 'create'` nothing is sent again whose answer was lost, unless it is `idempotent`.
   */
  import(entries: Iterable<Entry> | AsyncIterable<Entry>, options: ImportOptions = {}): Promise<Imported> {
    const { mode = 'replace', idempotent = this.#idempotent } = options;
    const path = mode === 'replace' ? paths.import : `${paths.import}?mode=${mode}`;
    return importAll(entries, async ({ text }) => {
      const terms = writeOf({ idempotent });
      const headers = { ...terms.headers, 'content-type': 'application/x-ndjson' };
      const isRepeatable = terms.isRepeatable || mode === 'replace';
      const request = { method: 'POST', path, headers, body: text, isRepeatable };
      return readJson<ImportResult>((await this.#transport.send(request, options)).text);
    });
  }

  /** Follows the changes, over broken connections and restarts of the server: each once, and in order. */
  changes<T = unknown>(options: ChangesOptions = {}): AsyncGenerator<FeedEvent<T>, void, undefined> {
    return changes<T>(this.#transport, options);
  }

  /** Who asks, as the server sees it. Without a key and a session it fails with API_KEY_REQUIRED, where the server has keys. */
  async session(options?: CallOptions): Promise<Session> {
    return readJson<Session>((await this.#read(paths.session, options)).text);
  }

  /** Begins the session of a browser: its cookie stands for the key from now on, and no script can read it. */
  async beginSession(key: string, options?: CallOptions): Promise<Session> {
    const headers = { authorization: `Bearer ${key}` };
    const request = { method: 'POST', path: paths.session, headers, isRepeatable: true };
    return readJson<Session>((await this.#transport.send(request, options)).text);
  }

  /** Ends it. */
  async endSession(options?: CallOptions): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: paths.session, isRepeatable: true }, options);
  }

  async #page<T>(path: string, options: CallOptions): Promise<Page<T>> {
    const { text } = await this.#read(path, options);
    return known(() => pageOf<T>(text));
  }

  #read(path: string, options?: CallOptions): Promise<Answer> {
    return this.#transport.send({ method: 'GET', path, isRepeatable: true }, options);
  }

  #write(
    method: string,
    path: string,
    body: string | undefined,
    type: string | undefined,
    options: PutOptions = {},
  ): Promise<Answer> {
    const { headers, isRepeatable } = writeOf({ ...options, idempotent: options.idempotent ?? this.#idempotent });
    return this.#transport.send(
      { method, path, headers: { ...headers, 'content-type': type }, body, isRepeatable },
      options,
    );
  }
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('the value has no JSON: JSON.stringify gives undefined');
  return text;
}

function written({ text }: Answer): Written {
  return known(() => {
    const { revision, created, removed } = JSON.parse(text) as {
      revision: string;
      created?: boolean;
      removed?: boolean;
    };
    return { revision: BigInt(revision), created, removed };
  });
}

/** The revision that an entity tag is, weak as a proxy may have made it. */
function revisionOf(headers: Headers): bigint {
  const [, digits] = /^(?:W\/)?"(\d+)/.exec(headers.get('etag') ?? '') ?? [];
  if (digits === undefined)
    throw new ClientError(
      'ANSWER_UNKNOWN',
      'the document came without its revision (ETag): see whether a proxy takes that away',
      { status: 200 },
    );
  return BigInt(digits);
}
