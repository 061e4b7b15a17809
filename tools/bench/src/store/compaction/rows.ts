import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Better, type Row, rowOf } from '../../suite.ts';
import { COMPACTION, goalOf } from '../goals.ts';
import { WorkerProcess } from '../worker-process.ts';
import { type FigureName, type Scale, VALUE_BYTES } from './scale.ts';

const LOAD_MS = 40_000;
const IDLE_MS = 60_000;

/** The larger one takes minutes, so it is measured only when it is asked for. */
const SIZES = [
  { label: '3M', documents: 3_000_000, isAlways: true },
  { label: '10M', documents: 10_000_000, isAlways: false },
];

const FIGURES: readonly { name: FigureName; unit: string; better?: Better }[] = [
  { name: 'bytes written a new byte', unit: 'times' },
  { name: 'segments', unit: '' },
  { name: 'descriptors', unit: '' },
  { name: 'dead over live', unit: 'times' },
  { name: 'put p99.9', unit: 'ms' },
  { name: 'overwrites', unit: '/s', better: 'more' },
  { name: 'bytes written at rest', unit: 'B' },
];

/** It is measured once, and this is how far apart two runs of it are on a machine that others use too. */
const SPREAD = 0.2;

type Options = { isQuick: boolean; only: string; say: (line: string) => void };

/** What compaction does under load, in a process of its own: nobody else has such a thing to compare it with. */
export async function measureCompaction({ isQuick, only, say }: Options): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { label, documents, isAlways } of SIZES) {
    const wanted = FIGURES.filter(({ name }) => nameOf(label, name).startsWith(only));
    if (wanted.length === 0 || (only === '' && !isAlways)) continue;
    const scale: Scale = isQuick
      ? { documents: documents / 30, load_ms: LOAD_MS / 10, idle_ms: IDLE_MS / 30 }
      : { documents, load_ms: LOAD_MS, idle_ms: IDLE_MS };
    say(`\n${scale.documents.toLocaleString('en')} documents of ${VALUE_BYTES} B, written over others`);
    const figures = await measure(scale);
    for (const { name, unit, better = 'less' } of wanted) {
      const figure = figures[name];
      if (figure === undefined) {
        say(`  ${name} is left out: the system does not tell it`);
        continue;
      }
      const row = rowOf(nameOf(label, name), unit, figure, {}, better);
      rows.push({ ...row, better, spread: SPREAD, rounds: 1, goal: goalOf(row.name) });
      say(`  ${row.name}: ${figure.toPrecision(3)} ${unit}`.trimEnd());
    }
  }
  return rows;
}

export function nameOf(label: string, figure: FigureName): string {
  return `${COMPACTION}${label}: ${figure}`;
}

async function measure(scale: Scale) {
  const folder = await mkdtemp(join(tmpdir(), 'bimetal-bench-'));
  try {
    await using process = new WorkerProcess();
    return (await process.ask({ kind: 'compact', folder, scale })).figures ?? {};
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
