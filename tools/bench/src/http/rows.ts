import { median } from '../measure.ts';
import { spreadOf } from '../store/rows.ts';
import { type Better, type Row, rowOf } from '../suite.ts';
import { contenderOf, type ContenderName, LIMIT, OURS, UNTAGGED } from './contender.ts';
import { FINISHED, goalOf } from './goals.ts';
import { type Race } from './races.ts';

/** What one turn of one server brought. */
export type Turn = {
  /** CPU of the server's process, all threads, user and system. */
  cpu_us: number;
  /** Requests a second. */
  rate: number;
};

/** The turns of each server, in the order of the rounds. A server that has no answer to the question is not there. */
export type Turns = ReadonlyMap<ContenderName, readonly Turn[]>;

type Part = keyof Turn;

/** The rows of a race. */
export function rowsOfRace(race: Pick<Race, 'name' | 'isList' | 'question'>, turns: Turns): Row[] {
  if (!turns.has(OURS)) return [];
  const { name, isList, question } = race;
  const cpu = (kinds: readonly string[]) => (who: ContenderName) => kinds.includes(contenderOf(who).kind);
  const isPeer = cpu(['library', 'finished']);
  // What is answered before it is on disk is no peer of what is answered after it.
  const isEqual = (who: ContenderName) => isPeer(who) && (!name.includes('durable') || contenderOf(who).isDurable);
  const unit = isList ? { name: 'ms', of: 1e-3 } : { name: 'us', of: 1 };
  const rows = [
    rowOfPart(`${name}: CPU`, unit.name, turns, 'cpu_us', { isPeer: isEqual, factor: unit.of }),
    rowOfPart(`${name}: rate`, '/s', turns, 'rate', { isPeer: isEqual, better: 'more' }),
  ];
  const finished = new Map([...turns].filter(([who]) => who === OURS || cpu(['finished'])(who)));
  if (finished.size > 1) {
    rows.push(rowOfPart(`${name}${FINISHED}`, unit.name, finished, 'cpu_us', { isPeer, factor: unit.of }));
  }
  if (question === 'get' || question === 'put') {
    rows.push(...shareRow(`${name}: CPU over ${LIMIT}`, turns.get(OURS), turns.get(LIMIT)));
  }
  if (question === 'get') {
    rows.push(...shareRow(`${name}: CPU with ETag over without`, turns.get(LIMIT), turns.get(UNTAGGED)));
  }
  return rows;
}

type PartOptions = { isPeer: (who: ContenderName) => boolean; factor?: number; better?: Better };

function rowOfPart(
  name: string,
  unit: string,
  turns: Turns,
  part: Part,
  { isPeer, factor = 1, better = 'less' }: PartOptions,
): Row {
  const figures = (who: ContenderName) => (turns.get(who) ?? []).map((turn) => turn[part] * factor);
  const peers: Record<string, number> = {};
  const beside: Record<string, number> = {};
  for (const who of turns.keys()) {
    if (who !== OURS) (isPeer(who) ? peers : beside)[who] = median(figures(who));
  }
  const ours = figures(OURS);
  const row = rowOf(name, unit, median(ours), peers, better);
  return { ...row, better, beside, spread: spreadOf(ours), rounds: ours.length, goal: goalOf(name) };
}

/** How many times as much one of two costs, taken round by round: they were asked at about the same time. */
function shareRow(name: string, ours: readonly Turn[] | undefined, other: readonly Turn[] | undefined): Row[] {
  if (!ours || !other) return [];
  const shares = ours.flatMap(({ cpu_us }, round) => {
    const beside = other[round]?.cpu_us;
    return beside === undefined ? [] : [cpu_us / beside];
  });
  const row = rowOf(name, 'times', median(shares), {});
  return [{ ...row, better: 'less', spread: spreadOf(shares), rounds: shares.length, goal: goalOf(name) }];
}
