/**
 * `node apps/api-e2e/src/kills/run.ts [--engine log|redb] [--rounds 100] [--seed N]`: kills amid everything that is all or nothing, for
 * as long as one likes. Prints a line a round and ends with 0 when all was whole or not there.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { kills } from './kills.ts';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'log' },
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});
const engine = values.engine === 'redb' ? 'redb' : 'log';
const rounds = Number(values.rounds);
const seed = Number(values.seed);

console.log(`${rounds} rounds with engine ${engine}, seed ${seed}`);
const report = await kills({
  engine,
  rounds,
  seed,
  onRound: (round, answers, restored) =>
    console.log(`round ${round} of ${rounds}: ${answers} answers so far; the restore left ${restored}`),
});
for (const fault of report.faults) console.error(fault);
const silent = Object.entries(report.answers).filter(([, answers]) => answers === 0);
for (const [name] of silent) console.error(`${name} was never answered: nothing is proved of it`);
console.log(`${JSON.stringify(report.answers)}, ${report.faults.length} faults (seed ${seed})`);
process.exit(report.faults.length === 0 && silent.length === 0 ? 0 : 1);
