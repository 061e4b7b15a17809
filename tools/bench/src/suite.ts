/** How long and how often a suite measures. */
export type SuiteOptions = {
  rounds: number;
  isQuick: boolean;
  minutes?: number | undefined;
  /** Only rows whose names begin so. */
  only?: string | undefined;
  say: (line: string) => void;
  /** Takes what is more than rows, for the JSON file and for {@link Suite.document}. */
  keep?: (further: unknown) => void;
};

/** What a figure has to reach: the ratio at least, or our own figure at most. */
export type Goal = { of: 'ratio' | 'ours'; floor: number; stretch?: number | undefined };

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
  /** What is shown beside, and is no peer. */
  beside?: Record<string, number>;
  better?: Better;
  /** How far apart the rounds were, as a share: what is less than twice this is noise. */
  spread?: number;
  rounds?: number;
  goal?: Goal | undefined;
  /** Further figures of the same measurement, such as fsyncs an operation. */
  notes?: Record<string, Record<string, number>>;
};

/** What `npm run bench -- <name>` runs. A suite is found by being in the list of suites.ts. */
export type Suite = {
  name: string;
  description: string;
  /** How many rounds the medians are taken over, unless the caller says so. */
  rounds: { full: number; quick: number };
  run(options: SuiteOptions): Promise<Row[]>;
  /** Puts the rows into docs/benchmarks.md. `machine` says where they come from. */
  document?(rows: readonly Row[], machine: string, kept: unknown): Promise<void>;
  /** Whether the run passed, for a suite that judges; its exit code says it. */
  isGood?(rows: readonly Row[]): boolean;
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

/** How far a row came: `undefined` where nothing was asked. */
export function reached({ goal, ours, ratio }: Row): 'stretch' | 'floor' | 'missed' | undefined {
  if (!goal) return undefined;
  const is = (mark: number | undefined) =>
    mark !== undefined && (goal.of === 'ours' ? ours <= mark : ratio !== null && ratio >= mark);
  if (is(goal.stretch)) return 'stretch';
  return is(goal.floor) ? 'floor' : 'missed';
}
