/**
 * `node apps/api-e2e/src/changes/run.ts [--writes 100000] [--kills 100] [--writers 32] [--seed N]`: clients of the changes that are cut off
 * again and again. Ends with 0 when each was told each change once and in order.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { changeRounds } from './change-rounds.ts';

const { values } = parseArgs({
  options: {
    writes: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '100' },
    writers: { type: 'string', default: '32' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});
const [writes, kills, writers, seed] = [values.writes, values.kills, values.writers, values.seed].map(Number) as [
  number,
  number,
  number,
  number,
];

console.log(`${writes} writes by ${writers} writers, ${kills} kills of each client, seed ${seed}`);
const report = await changeRounds({
  writes,
  kills,
  writers,
  seed,
  onKill: (kill, name) => {
    if (kill % 10 === 0) console.log(`kill ${kill} of ${kills} of the client ${name}`);
  },
});
for (const fault of report.faults) console.error(fault);
console.log(
  `${report.writes} writes, ${report.kills} kills, ${report.told.join(' and ')} changes told, ${report.faults.length} faults (seed ${seed})`,
);
process.exit(report.faults.length === 0 ? 0 : 1);
