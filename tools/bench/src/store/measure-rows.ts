import { type Row } from '../suite.ts';
import { BATCHED_BY_HAND, type ContenderName, OURS } from './contender.ts';
import { diskBytes, CHECKPOINT } from './disk.ts';
import { payloadBytes } from './documents.ts';
import { type Field, type Figures, type Turn } from './field.ts';
import { type Measurement, measureWanted, type Wanted } from './measurement.ts';

export type MeasureOptions = Wanted & {
  rounds: number;
  isQuick: boolean;
  /** Behind each row's name. */
  suffix: string;
};

const LOAD_ROUNDS_MAX = 3;
const DELAY_US = 1000;
const WRITERS = 64;

/** All rows of one set of documents, in the order of the table. */
export async function measureRows(
  field: Field,
  names: readonly ContenderName[],
  options: MeasureOptions,
): Promise<Row[]> {
  const { rounds, say, suffix } = options;
  const load = () => {
    if (!('path' in field.syncs)) say(`  rows with slow fsyncs are left out: ${field.syncs.missing}`);
    return loadAll(field, names, Math.min(rounds, LOAD_ROUNDS_MAX));
  };
  const named = measurements(field, names, options).map((row) => ({ ...row, name: `${row.name}${suffix}` }));
  return measureWanted(field, named, load, options);
}

function measurements(
  field: Field,
  names: readonly ContenderName[],
  { rounds, isQuick }: MeasureOptions,
): Measurement<Loaded>[] {
  const slices = isQuick ? 20 : 60;
  const puts = isQuick ? 100 : 300;
  const ms = isQuick ? 300 : 1000;
  const race = (turn: Turn) => () => field.race(rounds, (seed) => ({ ...turn, seed }) as Turn);
  const many = (byHand: boolean, delay_us: number) => () =>
    field.race(rounds, (seed, name) => {
      const batched = byHand && BATCHED_BY_HAND.has(name);
      return { kind: 'concurrent', seed, writers: WRITERS, ms, batched, delay_us };
    });
  const rate = { unit: '/s', better: 'more', counts: true } as const;
  const slow = (measurement: Measurement<Loaded>) => ('path' in field.syncs ? [measurement] : []);
  return [
    { name: 'get parsed', unit: 'ns', measure: race({ kind: 'get', seed: 0, slices, parse: true }) },
    { name: 'get raw', unit: 'ns', measure: race({ kind: 'get', seed: 0, slices, parse: false }) },
    { name: 'scan to JSON array', unit: 'ns/B', measure: race({ kind: 'scan' }) },
    { name: 'bulk load', unit: 'us/document', measure: ({ load }) => load },
    { name: 'put durable, one', unit: 'us', measure: race({ kind: 'put', seed: 0, count: puts }), counts: true },
    {
      name: 'put durable, one: event loop blocked',
      unit: 'us',
      measure: race({ kind: 'block', seed: 0, count: puts }),
    },
    { name: 'put durable, 64 concurrent', ...rate, measure: many(false, 0) },
    ...slow({ name: 'put durable, 64 concurrent, fsync +1 ms', ...rate, measure: many(false, DELAY_US) }),
    { name: 'put durable, 64 concurrent, peers batched', ...rate, measure: many(true, 0) },
    ...slow({
      name: 'put durable, 64 concurrent, peers batched, fsync +1 ms',
      ...rate,
      measure: many(true, DELAY_US),
    }),
    { name: 'delete durable, one', unit: 'us', measure: race({ kind: 'remove', seed: 0, count: puts }), counts: true },
    {
      name: 'prefix count and first 100',
      unit: 'us',
      measure: race({ kind: 'first', seed: 0, slices: isQuick ? 5 : 15 }),
    },
    { name: 'disk over payload, loaded', unit: 'times', measure: ({ disk }) => disk },
    { name: 'checkpoint over payload', unit: 'times', measure: ({ checkpoint }) => checkpoint },
    { name: 'disk over payload, churned', unit: 'times', measure: () => churnAll(field, names) },
  ];
}

type Loaded = { load: Figures; disk: Figures; checkpoint: Figures };

/** Loads every store some times over, and leaves each one open with what the last round wrote. */
async function loadAll(field: Field, names: readonly ContenderName[], rounds: number): Promise<Loaded> {
  const load: Figures = new Map(names.map((name) => [name, []]));
  const disk: Figures = new Map();
  const checkpoint: Figures = new Map();
  const digests = new Map<string | undefined, ContenderName>();
  for (let round = 0; round < rounds; round++) {
    for (const name of field.order()) {
      if (round > 0) await field.empty(name);
      await field.open(name);
      const { samples } = await field.ask(name, { kind: 'load', seed: round });
      load.get(name)?.push(...samples);
    }
  }
  for (const name of names) {
    digests.set((await field.ask(name, { kind: 'verify' })).digest, name);
    await field.close(name);
    disk.set(name, [overPayload(field, name, (file) => file !== CHECKPOINT)]);
    if (name === OURS) checkpoint.set(name, [overPayload(field, name, (file) => file === CHECKPOINT)]);
    await field.open(name);
  }
  if (digests.size > 1) throw new Error(`${[...digests.values()].join(' and ')} do not hold the same documents`);
  return { load, disk, checkpoint };
}

async function churnAll(field: Field, names: readonly ContenderName[]): Promise<Figures> {
  const disk: Figures = new Map();
  for (const name of names) {
    await field.ask(name, { kind: 'churn', seed: 7, times: 2 });
    await field.close(name);
    disk.set(name, [overPayload(field, name, (file) => file !== CHECKPOINT)]);
  }
  return disk;
}

function overPayload(field: Field, name: ContenderName, isCounted: (file: string) => boolean): number {
  return diskBytes(field.folderOf(name), isCounted) / payloadBytes(field.dataset);
}
