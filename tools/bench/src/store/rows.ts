import { median } from '../measure.ts';
import { type Better, type Row, rowOf } from '../suite.ts';
import { BESIDE, type ContenderName, OURS } from './contender.ts';
import { type Figures } from './field.ts';
import { goalOf } from './goals.ts';

/** The row of what a race brought. */
export function rowOfRace(name: string, unit: string, figures: Figures, better: Better = 'less'): Row {
  const ours = figures.get(OURS) ?? [];
  const peers: Record<string, number> = {};
  const beside: Record<string, number> = {};
  for (const [contender, rounds] of figures) {
    if (contender === OURS) continue;
    (contender === BESIDE ? beside : peers)[contender] = median(rounds);
  }
  const row = rowOf(name, unit, median(ours), peers, better);
  const best = row.best === null ? undefined : figures.get(row.best as ContenderName);
  const ratios = ours.map((figure, round) => (best ? (best[round] ?? Number.NaN) / figure : figure));
  return { ...row, better, beside, spread: spreadOf(ratios), rounds: ours.length, goal: goalOf(name) };
}

/** How far apart the rounds are: half the distance between the quartiles, as a share of the median. */
export function spreadOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const sorted = [...values].sort((left, right) => left - right);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return (at(0.75) - at(0.25)) / 2 / Math.abs(median(sorted));
}
