/**
 * `node apps/api-e2e/src/kill/run.ts [--engine log|redb] [--kills 200] [--clients 32] [--seed N]`: the kill test for as long as one likes.
 * Prints one line a kill and ends with 0 when nothing that was answered is lost.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { killRounds } from './kill-rounds.ts';

const WRITES_A_KILL_MIN = 50;

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'log' },
    kills: { type: 'string', default: '200' },
    clients: { type: 'string', default: '32' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});
const engine = values.engine === 'redb' ? 'redb' : 'log';
const kills = Number(values.kills);
const clients = Number(values.clients);
const seed = Number(values.seed);

console.log(`${kills} kills of engine ${engine} under ${clients} clients, seed ${seed}`);
const report = await killRounds({
  engine,
  kills,
  clients,
  seed,
  onKill: (kill, writes) => console.log(`kill ${kill} of ${kills}: ${writes} answered writes so far`),
});
for (const fault of report.faults) console.error(fault);
const enough = report.writesAnswered >= kills * WRITES_A_KILL_MIN;
if (!enough) console.error(`only ${report.writesAnswered} writes were answered: too few to prove anything`);
console.log(
  `${report.kills} kills, ${report.startsKilled} more while starting, ${report.writesAnswered} answered writes, ` +
    `${report.faults.length} faults (seed ${seed})`,
);
process.exit(report.faults.length === 0 && enough ? 0 : 1);
