import { type Goal } from '../suite.ts';
import { keyBytes } from './documents.ts';

const ratio = (floor: number, stretch?: number): Goal => ({ of: 'ratio', floor, stretch });
const atMost = (floor: number, stretch?: number): Goal => ({ of: 'ours', floor, stretch });

/** Behind the names of rows with larger documents, and of those with longer keys. */
export const LARGE = ', 4 KB';
export const LONG = ', long keys';

/** Before the names of rows about compaction under load: how many documents there are comes next, and then the figure. */
export const COMPACTION = 'compaction, ';

/** What the index may hold of a document beside its key, where the key is long. */
const BESIDE_KEY_BYTES = 20;

/** What each row has to reach, and what it aims at. Rows that are not here are reported only. */
const GOALS: Readonly<Record<string, Goal>> = {
  'get parsed': ratio(1.15, 1.4),
  'get raw': ratio(1.59),
  'scan to JSON array': ratio(3.3, 8),
  'bulk load': ratio(1.65, 2),
  'put durable, one': ratio(0.9, 1.15),
  'put durable, 64 concurrent': ratio(6.25),
  'put durable, 64 concurrent, fsync +1 ms': ratio(2, 4),
  'put durable, 64 concurrent, peers batched': ratio(1, 1.5),
  'delete durable, one': ratio(0.7, 1),
  'prefix count and first 100': ratio(8.7),
  'disk over payload, loaded': atMost(1.1),
  'checkpoint over payload': atMost(0.2),
  'disk over payload, churned': atMost(1.5),
  'open 1M, clean': atMost(40, 30),
  'memory per document': atMost(34),
  [`get raw${LONG}`]: ratio(1.3),
  [`scan to JSON array${LONG}`]: ratio(2.5),
  [`bulk load${LONG}`]: ratio(1.2),
  [`put durable, 64 concurrent${LONG}`]: ratio(4),
  [`prefix count and first 100${LONG}`]: ratio(4),
  [`memory per document${LONG}`]: atMost(keyBytes('long') + BESIDE_KEY_BYTES),
};

const COMPACTION_GOALS: Readonly<Partial<Record<string, Goal>>> = {
  'bytes written a new byte': atMost(4, 2.5),
  segments: atMost(200),
  descriptors: atMost(400),
  'dead over live': atMost(1),
  'bytes written at rest': atMost(0),
};

/** The larger documents are only to be no slower than anybody's. */
export function goalOf(name: string): Goal | undefined {
  if (name.startsWith(COMPACTION)) return COMPACTION_GOALS[name.slice(name.indexOf(': ') + 2)];
  if (!name.endsWith(LARGE)) return GOALS[name];
  return GOALS[name.slice(0, -LARGE.length)]?.of === 'ratio' ? ratio(1) : undefined;
}
