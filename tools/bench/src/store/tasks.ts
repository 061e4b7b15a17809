import { type Figures, type Scale } from './compaction/scale.ts';
import { type ContenderName } from './contender.ts';
import { type Dataset } from './documents.ts';

/** What a process that has one store open can be asked. Every one answers with an {@link Answer}. */
export type Task =
  /** Opens the store. Answers milliseconds. */
  | { kind: 'open'; name: ContenderName; folder: string; dataset: Dataset }
  /** Writes all documents in a shuffled order, 10,000 in a durable unit. Answers microseconds a document. */
  | { kind: 'load'; seed: number }
  /** Digests what a scan gives and counts the prefixes, so that all stores can be shown to hold the same. */
  | { kind: 'verify' }
  /** Answers nanoseconds a get, for each slice. */
  | { kind: 'get'; seed: number; slices: number; parse: boolean }
  /** Answers nanoseconds a byte of text, for each slice of some MiB. */
  | { kind: 'scan' }
  /** Answers microseconds for one count and the values of the first 100 documents of a prefix, for each slice. */
  | { kind: 'first'; seed: number; slices: number }
  /** Answers microseconds of each put, one after another. */
  | { kind: 'put'; seed: number; count: number }
  /** Answers for how many microseconds each put kept the event loop from anything else. */
  | { kind: 'block'; seed: number; count: number }
  /** Removes documents one after another and answers the microseconds of each. Puts them back after that. */
  | { kind: 'remove'; seed: number; count: number }
  /** Writers that each wait for their put before the next. Answers puts a second. */
  | { kind: 'concurrent'; seed: number; writers: number; ms: number; batched: boolean; delay_us: number }
  /** Overwrites as many documents as there are, times over, at random, 1,000 in a durable unit; waits for compaction. */
  | { kind: 'churn'; seed: number; times: number }
  /** In a process with no store: opens one and answers the anonymous memory, in bytes, that it has more then. */
  | { kind: 'memory'; name: ContenderName; folder: string }
  /** In a process with no store: opens one, and answers what compaction does there under load. */
  | { kind: 'compact'; folder: string; scale: Scale }
  | { kind: 'close' };

export type Answer = {
  samples: number[];
  /** fsyncs for each operation, where they are counted. */
  syncs?: number | undefined;
  digest?: string;
  figures?: Figures;
};
