import { type Row } from '../suite.ts';

/** What became of one row. */
export type Change = {
  name: string;
  unit: string;
  before: number | undefined;
  after: number | undefined;
  ratioBefore: number | null | undefined;
  ratioAfter: number | null | undefined;
  /** How much better it is: 0.1 is a tenth more work in the same time. `undefined` for a row that one of them lacks. */
  gain: number | undefined;
  /** What a gain has to exceed to be more than noise. */
  noise: number;
  verdict: 'better' | 'worse' | 'same' | 'new' | 'gone';
};

/** No machine is quieter than this. */
const NOISE_MIN = 0.03;

/** Rows that do not say how far their rounds were apart. */
const NOISE_UNKNOWN = 0.1;

/**
 * Rows of two runs side by side. Where both have a ratio to the same peer, the ratio is what is compared: the peer did not
 * change, so it takes out whatever else the machine was doing.
 */
export function compareReports(before: readonly Row[], after: readonly Row[]): Change[] {
  const names = [...new Set([...after, ...before].map(({ name }) => name))];
  const find = (rows: readonly Row[], name: string) => rows.find((row) => row.name === name);
  return names.map((name) => changeOf(name, find(before, name), find(after, name)));
}

function changeOf(name: string, before: Row | undefined, after: Row | undefined): Change {
  const change = {
    name,
    unit: (after ?? before)?.unit ?? '',
    before: before?.ours,
    after: after?.ours,
    ratioBefore: before?.ratio,
    ratioAfter: after?.ratio,
    noise: Math.max(NOISE_MIN, 2 * Math.hypot(spreadOf(before), spreadOf(after))),
  };
  if (!before || !after) return { ...change, gain: undefined, verdict: before ? 'gone' : 'new' };
  const gain = gainOf(before, after);
  const verdict = Math.abs(Math.log1p(gain)) <= Math.log1p(change.noise) ? 'same' : gain > 0 ? 'better' : 'worse';
  return { ...change, gain, verdict };
}

function gainOf(before: Row, after: Row): number {
  const peer = after.best;
  const [peerBefore, peerAfter] = peer === null ? [] : [before.peers[peer], after.peers[peer]];
  const machine = peerBefore && peerAfter ? peerBefore / peerAfter : 1;
  const gain = (before.ours / after.ours / machine) ** (isRate(after) ? -1 : 1);
  return gain - 1;
}

function isRate({ better, unit }: Row): boolean {
  return better === undefined ? unit.startsWith('/') : better === 'more';
}

function spreadOf(row: Row | undefined): number {
  return row?.spread ?? NOISE_UNKNOWN;
}
