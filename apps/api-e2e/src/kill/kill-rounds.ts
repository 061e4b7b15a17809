import { ask, list } from '../http-client.ts';
import { runServer, type ServerProcess, startServer } from '../server-process.ts';
import { TemporaryFolder } from '../temporary-folder.ts';
import { Random } from './random.ts';
import { Writer } from './writer.ts';

/** When a kill comes, after the writers began. */
const KILL_MS_MIN = 100;
const KILL_MS_MAX = 500;

/** So that no kill is wasted on a server that has hardly answered anything yet, however slow the disk is. */
const WRITES_MIN = 50;

/** One start in so many is killed as well, so that an interrupted recovery is seen too. */
const START_KILLED_ONE_IN = 8;
const START_MS_MAX = 600;

export interface KillOptions {
  readonly engine: 'log' | 'redb';
  readonly kills: number;
  readonly clients: number;
  readonly seed: number;
  /** Told after each kill. */
  readonly onKill?: (kill: number, writesAnswered: number) => void;
}

export interface KillReport {
  readonly kills: number;
  readonly startsKilled: number;
  readonly writesAnswered: number;
  /** What was lost, made up or out of order; empty when all is well. */
  readonly faults: readonly string[];
}

/** Kills the server with -9 under writing clients, again and again over one data folder, and checks what is there after each restart. */
export async function killRounds({ engine, kills, clients, seed, onKill }: KillOptions): Promise<KillReport> {
  using folder = new TemporaryFolder();
  const random = new Random(seed);
  const revisions = new Set<bigint>();
  const writers = Array.from({ length: clients }, (_, number) => new Writer(number, seed + number + 1, revisions));
  const args = ['--datapath', folder.path, '--engine', engine, '--log-level', 'info'];
  const faults: string[] = [];
  let startsKilled = 0;

  for (let kill = 1; kill <= kills && faults.length === 0; kill++) {
    if (random.below(START_KILLED_ONE_IN) === 0) {
      startsKilled++;
      await runServer({ args: [...args, '--urls', 'http://127.0.0.1:0'], msMax: random.below(START_MS_MAX) });
    }
    const server = await startServer({ args });
    faults.push(...(await check(server, writers)));
    const writing = writers.map((writer) => writer.write(server.url));
    await answers(writers, WRITES_MIN);
    await new Promise((resolve) => setTimeout(resolve, KILL_MS_MIN + random.below(KILL_MS_MAX - KILL_MS_MIN)));
    await server.kill();
    await Promise.all(writing);
    faults.push(...writers.flatMap((writer) => writer.faults));
    onKill?.(kill, answeredBy(writers));
  }

  const server = await startServer({ args });
  faults.push(...(await check(server, writers)));
  await server.stop();
  return { kills, startsKilled, writesAnswered: answeredBy(writers), faults };
}

/** Every answered write is there, nothing else is, and revisions were not taken back. */
async function check(server: ServerProcess, writers: readonly Writer[]): Promise<string[]> {
  const found = new Map((await list(server.url)).map(({ key, value }) => [key, JSON.stringify(value)]));
  const faults = writers.flatMap(({ ledger }) => ledger.settle(found));
  const expected = new Set(writers.flatMap(({ ledger }) => ledger.keys()));
  for (const key of found.keys()) if (!expected.has(key)) faults.push(`${key} is there and nobody wrote it`);

  const ready = JSON.parse((await ask(server.url, '/api/health/ready')).text) as { store: { lastRevision: string } };
  const answered = writers.reduce((max, { ledger }) => (ledger.revisionMax > max ? ledger.revisionMax : max), 0n);
  if (BigInt(ready.store.lastRevision) < answered) {
    faults.push(`the last revision is ${ready.store.lastRevision} and ${answered} was answered`);
  }
  return faults;
}

/** Waits for so many more of them. */
async function answers(writers: readonly Writer[], count: number): Promise<void> {
  const enough = answeredBy(writers) + count;
  while (answeredBy(writers) < enough && writers.every(({ faults }) => faults.length === 0))
    await new Promise((resolve) => setTimeout(resolve, 1));
}

function answeredBy(writers: readonly Writer[]): number {
  return writers.reduce((sum, { ledger }) => sum + ledger.writesAnswered, 0);
}
