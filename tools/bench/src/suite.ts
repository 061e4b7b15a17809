/** How long and how often a suite measures. */
export type SuiteOptions = { rounds: number; isQuick: boolean; say: (line: string) => void };

/**
 * One figure of ours beside those of its peers. `best` names the best peer and `ratio` says how we stand against it:
 * above 1 means ahead, whatever the unit. Both are null where there is no peer.
 */
export type Row = {
  name: string;
  unit: string;
  ours: number;
  peers: Record<string, number>;
  best: string | null;
  ratio: number | null;
};

/** What `npm run bench -- <name>` runs. A suite is found by being in the list of suites.ts. */
export type Suite = {
  name: string;
  description: string;
  run(options: SuiteOptions): Promise<Row[]>;
};

/** Whether a smaller figure is the better one, as a time is, or a larger one, as a rate is. */
export type Better = 'less' | 'more';

/** Finds the best peer of a figure and how far we are from it. */
export function rowOf(
  name: string,
  unit: string,
  ours: number,
  peers: Record<string, number>,
  better: Better = 'less',
): Row {
  const [best] = Object.entries(peers).sort(([, left], [, right]) => (better === 'less' ? left - right : right - left));
  if (!best) return { name, unit, ours, peers, best: null, ratio: null };
  const ratio = better === 'less' ? best[1] / ours : ours / best[1];
  return { name, unit, ours, peers, best: best[0], ratio };
}
