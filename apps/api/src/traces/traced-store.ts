import {
  type Batch,
  type BatchText,
  type ConditionOptions,
  type Document,
  type Import,
  type ImportOptions,
  type JsonText,
  type KeyLike,
  type OpenOptions,
  type Patched,
  type PatchOptions,
  type PutOptions,
  type RangeOptions,
  type Revision,
  revisionOf,
  type Snapshot,
  Store,
  type TaggedText,
  type WriteOutcome,
} from '@bimetal/bindings';
import { type CallSpans } from './call-spans.js';

/** A store that records the calls which requests make. A class of its own, so that a server without traces has none of it. */
export function tracedStore(spans: CallSpans): typeof Store {
  return class TracedStore extends Store {
    readonly #timesOf = this.commitTimes.bind(this);

    protected constructor(path: string, options: OpenOptions | undefined) {
      super(path, options);
      this.keepCommitTimes();
    }

    override getTagged(key: KeyLike): TaggedText | undefined {
      return spans.call('store.get', () => super.getTagged(key));
    }

    override getDocument(key: KeyLike): Document | undefined {
      return spans.call('store.get', () => super.getDocument(key));
    }

    override count(range?: RangeOptions): number {
      return spans.call('store.count', () => super.count(range));
    }

    override snapshot(): Snapshot {
      return spans.call('store.snapshot', () => super.snapshot());
    }

    override putOutcome(key: KeyLike, value: JsonText, options?: PutOptions): Promise<WriteOutcome> {
      const call = (): Promise<WriteOutcome> => super.putOutcome(key, value, options);
      return spans.write({ name: 'store.put', call, revisionOf, timesOf: this.#timesOf });
    }

    override removeOutcome(key: KeyLike, options?: ConditionOptions): Promise<WriteOutcome> {
      const call = (): Promise<WriteOutcome> => super.removeOutcome(key, options);
      return spans.write({ name: 'store.remove', call, revisionOf, timesOf: this.#timesOf });
    }

    override patch(key: KeyLike, patch: JsonText, options: PatchOptions): Promise<Patched> {
      const call = (): Promise<Patched> => super.patch(key, patch, options);
      return spans.write({ name: 'store.patch', call, revisionOf: ({ revision }) => revision, timesOf: this.#timesOf });
    }

    override batch(): Batch {
      const batch = super.batch();
      const call = batch.commitOutcome.bind(batch);
      batch.commitOutcome = () => spans.write({ name: 'batch.commit', call, revisionOf, timesOf: this.#timesOf });
      return batch;
    }

    override batchText(text: Uint8Array): BatchText {
      const batch = spans.call('batch.parse', () => super.batchText(text));
      const call = batch.commit.bind(batch);
      batch.commit = () =>
        spans.write({ name: 'batch.commit', call, revisionOf: revisionOfAnswer, timesOf: this.#timesOf });
      return batch;
    }

    override import(options: ImportOptions): Import {
      const taken = super.import(options);
      const take = taken.take.bind(taken);
      const end = taken.end.bind(taken);
      // Of the batches that one piece fills, the last one is shown.
      const traced = <T>(name: string, call: () => Promise<T>): Promise<T> => {
        const before = taken.done.revision;
        const after = (): Revision | undefined => (taken.done.revision === before ? undefined : taken.done.revision);
        return spans.write({ name, call, revisionOf: after, timesOf: this.#timesOf });
      };
      taken.take = (bytes) => traced('import.take', () => take(bytes));
      taken.end = () => traced('import.end', end);
      return taken;
    }
  };
}

/** The revision of the answer to a batch, with which its text begins. */
function revisionOfAnswer(answer: string): Revision | undefined {
  const digits = /^\{"revision":"(\d+)"/.exec(answer)?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}
