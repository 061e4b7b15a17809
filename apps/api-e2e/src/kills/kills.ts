import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Backup, type MadeApiKey } from '@bimetal/contract';
import { ask } from '../http-client.ts';
import { Random } from '../kill/random.ts';
import { type ServerProcess, startServer } from '../server-process.ts';
import { TemporaryFolder } from '../temporary-folder.ts';
import { type Act, stageOf } from './act.ts';
import { BackupAct } from './backup-act.ts';
import { KeyAct } from './key-act.ts';
import { type KilledRestore, killedRestore } from './restore-act.ts';
import { batchAct, importAct, importOf } from './write-acts.ts';

/** A kill comes after so many answers, and up to so many milliseconds more: answers measure how fast the machine is. */
const ANSWERS_MAX = 30;
const KILL_MS_MAX = 60;

export interface KillsOptions {
  readonly engine: 'log' | 'redb';
  readonly rounds: number;
  readonly seed: number;
  /** Told after each round how many answers there were, and what was left of the restore. */
  readonly onRound?: (round: number, answers: number, restored: KilledRestore['left']) => void;
}

export interface KillsReport {
  /** How often each act was answered. */
  readonly answers: Readonly<Record<string, number>>;
  /** What is not as promised; empty when all is well. */
  readonly faults: readonly string[];
}

/**
 * Kills the server with -9 while documents are imported, batches committed, backups and API keys made, again and again over one
 * data folder, and a restore beside it; and looks after each restart whether all of it is whole or not there.
 */
export async function kills({ engine, rounds, seed, onRound }: KillsOptions): Promise<KillsReport> {
  using folder = new TemporaryFolder();
  const random = new Random(seed);
  const [datapath, backups, source] = [
    join(folder.path, 'data'),
    join(folder.path, 'backups'),
    join(folder.path, 'source'),
  ];
  const args = ['--datapath', datapath, '--engine', engine, '--backup-path', backups];
  const acts = [importAct(), batchAct(), new KeyAct(), new BackupAct(backups)];
  const faults: string[] = [];
  let server = await startServer({ args });
  const root = await prepared(server.url, backups, source);
  for (let round = 1; round <= rounds && faults.length === 0; round++) {
    const going = acts.map((act) => act.go(stageOf(server.url, root)));
    const [gone, restored] = await Promise.all([
      killed(server, acts, random).then(() => Promise.allSettled(going)),
      killedRestore(source, join(folder.path, 'restored'), random),
    ]);
    faults.push(...restored.faults, ...gone.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : [])));
    server = await startServer({ args });
    const stage = stageOf(server.url, root);
    for (const act of acts) faults.push(...(await act.check(stage)).map((fault) => `${act.name}: ${fault}`));
    onRound?.(round, sumOf(acts), restored.left);
  }
  await server.stop();
  return { answers: Object.fromEntries(acts.map(({ name, answers }) => [name, answers])), faults };
}

async function killed(server: ServerProcess, acts: readonly Act[], random: Random): Promise<void> {
  const enough = sumOf(acts) + random.below(ANSWERS_MAX);
  const ms = random.below(KILL_MS_MAX);
  while (sumOf(acts) < enough) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, ms));
  await server.kill();
}

function sumOf(acts: readonly Act[]): number {
  return acts.reduce((sum, { answers }) => sum + answers, 0);
}

/** Has the server need keys from here on, and keeps a backup of some documents for restores. Returns a key for everything. */
async function prepared(url: string, backups: string, source: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'root', scopes: ['read', 'write', 'admin'] });
  const { key } = JSON.parse((await ask(url, '/api/keys', { method: 'POST', headers, body })).text) as MadeApiKey;
  const stage = stageOf(url, key);
  const { path, asked } = importOf(0);
  await stage.ask(path, asked);
  const { name } = JSON.parse((await stage.ask('/api/backups', { method: 'POST' })).text) as Backup;
  renameSync(join(backups, name), source);
  return key;
}
