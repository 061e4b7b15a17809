import { type Document, type Revision, type Store } from '@bimetal/bindings';
import { type DocumentRange, type ItemForm, type WriteCondition } from '../../config/data-command.js';
import { type FolderPlace } from '../../config/place.js';
import { openFolder, openStore } from '../../open-store.js';
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
import { keptChanges } from './kept-changes.js';

/** A data folder that this process opens. */
export class FolderTarget implements DataTarget {
  readonly #store: Store;
  readonly #signal: AbortSignal;

  private constructor(store: Store, signal: AbortSignal) {
    this.#store = store;
    this.#signal = signal;
  }

  /** Opens any folder as a server does, which makes one where there is none; or one that exists, without compacting it or removing anything. */
  static open({ config, servedAt }: FolderPlace, which: 'any' | 'existing', signal: AbortSignal): FolderTarget {
    const { datapath, valueBytesMax, valueDepthMax } = config;
    const advice = `. To work on a running server, name its URL, as in --url ${servedAt}`;
    if (which === 'any') return new FolderTarget(openStore(config, advice), signal);
    return new FolderTarget(openFolder(datapath, { existing: true, valueBytesMax, valueDepthMax }, advice), signal);
  }

  get(key: string): Promise<Document | undefined> {
    return Promise.resolve(this.#store.getDocument(key));
  }

  put(key: string, value: Uint8Array, { ttlMs, ...when }: PutTerms): Promise<Revision> {
    return this.#store.put(key, value, { ...conditionOf(when), ...(ttlMs === undefined ? {} : { ttlMs }) });
  }

  async patch(key: string, patch: Uint8Array, { type, ...when }: PatchTerms): Promise<Revision> {
    const { revision } = await this.#store.patch(key, patch, { kind: type, ...conditionOf(when) });
    return revision;
  }

  remove(key: string, when: WriteCondition): Promise<Revision> {
    return this.#store.remove(key, conditionOf(when));
  }

  async *list({ reverse = false, ...range }: DocumentRange, form: ItemForm): AsyncGenerator<Uint8Array> {
    using snapshot = this.#store.snapshot();
    yield* snapshot.chunks({
      ...range,
      ...form,
      direction: reverse ? 'backward' : 'forward',
      signal: this.#signal,
    });
  }

  count({ reverse: _, ...range }: Omit<DocumentRange, 'where'>): Promise<number> {
    return Promise.resolve(this.#store.count(range));
  }

  async import(text: AsyncIterable<Uint8Array>, { format, createOnly }: ImportTerms): Promise<ImportOutcome> {
    const documents = this.#store.import({ form: format === 'json' ? 'array' : 'lines', createOnly });
    try {
      for await (const piece of text) await documents.take(piece);
      return await documents.end();
    } catch (error) {
      throw new ImportBrokenOff(error, documents.done);
    }
  }

  changes(choice: ChangeChoice): AsyncIterable<ChangeEvent> {
    if (choice.prefix !== undefined && choice.prefix !== '') this.#store.count({ prefix: choice.prefix });
    return keptChanges(this.#store, choice, this.#signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#store.close();
  }
}

function conditionOf({ ifRevision, ifAbsent }: WriteCondition): { ifRevision?: Revision; ifAbsent?: boolean } {
  return { ...(ifRevision === undefined ? {} : { ifRevision }), ...(ifAbsent ? { ifAbsent } : {}) };
}
