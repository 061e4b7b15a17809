/**
 * `SECONDS=60 node apps/api-e2e/src/client/run.ts`: 32 clients increment 10 counters by `update()`, and end with 0 when no increment
 * is lost and none is made twice.
 */
import { startServer } from '../server-process.ts';
import { TemporaryFolder } from '../temporary-folder.ts';
import { incrementCounters } from './counters.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 60);

using folder = new TemporaryFolder();
await using server = await startServer({ args: ['--datapath', folder.path] });
const { url } = server;
const { increments, faults } = await incrementCounters({ url, clients: 32, counters: 10, ms: SECONDS * 1000 });
for (const fault of faults) console.error(fault);
console.log(`${increments} increments of 32 clients in ${SECONDS} s, ${faults.length} faults`);
process.exitCode = faults.length === 0 && increments > 0 ? 0 : 1;
