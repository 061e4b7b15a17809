import { Agent } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { list, put } from '../http-client.ts';
import { Random } from '../kill/random.ts';
import { startServer } from '../server-process.ts';
import { TemporaryFolder } from '../temporary-folder.ts';
import { Follower } from './follower.ts';

export interface RoundsOptions {
  readonly writes: number;
  readonly kills: number;
  readonly writers: number;
  readonly seed: number;
  readonly onKill?: (kill: number, follower: string) => void;
}

export interface RoundsReport {
  readonly writes: number;
  readonly kills: number;
  /** Changes that the client from `since=0`, and the one that began with the state, were told. */
  readonly told: readonly [sinceStart: number, sinceState: number];
  readonly faults: readonly string[];
}

/** LIMIT: longer than this no round takes. */
const ROUND_MS_MAX = 60_000;

/**
 * Clients that are cut off again and again, at any byte, while others write: one that follows from the start, and one that begins with
 * the state in the middle of it. Each must be told each change once and in order, and end with the documents that the store has.
 */
export async function changeRounds({ writes, kills, writers, seed, onKill }: RoundsOptions): Promise<RoundsReport> {
  using folder = new TemporaryFolder();
  await using server = await startServer({ args: ['--datapath', folder.path], env: profile() });
  const random = new Random(seed);
  const { url } = server;
  const agent = new Agent({ keepAlive: true, maxSockets: writers });
  let written = 0;
  let last = 0n;
  const write = async (): Promise<void> => {
    while (written < writes) {
      const number = written++;
      const { status, text } = await put(url, `round/${number % 97}`, `{"number":${number}}`, agent);
      if (status !== 200) throw new Error(`PUT answered ${status}: ${text}`);
      const revision = BigInt((JSON.parse(text) as { revision: string }).revision);
      if (revision > last) last = revision;
    }
  };
  const writing = Promise.all(Array.from({ length: writers }, write));
  let isDone = false;
  void writing.finally(() => (isDone = true)).catch(() => undefined);

  const sinceStart = new Follower(url, '/api/changes?since=0');
  const follow = async (follower: Follower, name: string): Promise<void> => {
    const hasAll = (): boolean => isDone && follower.revision >= last;
    for (let kill = 1; kill <= kills && !hasAll(); kill++) {
      const events = 1 + random.below((2 * writes) / kills);
      await Promise.race([follower.follow(events, hasAll), overdue(follower)]);
      onKill?.(kill, name);
      // So that some reconnections are late, and read what they have missed from the disk.
      if (random.below(3) === 0) await setTimeout(random.below(100));
    }
    while (!hasAll()) await Promise.race([follower.follow(writes, hasAll), overdue(follower)]);
  };
  const sinceState = new Follower(url, '/api/changes?snapshot=true');
  const half = async (): Promise<void> => {
    while (written < writes / 4) await setTimeout(5);
    await follow(sinceState, 'since the state');
  };
  await Promise.all([writing, follow(sinceStart, 'since the start'), half()]);
  agent.destroy();

  const documents = new Map((await list(url)).map(({ key, value }) => [key, value]));
  const faults = [...faultsOf(sinceStart, 0n, last, documents), ...faultsOf(sinceState, undefined, last, documents)];
  return {
    writes: written,
    kills: sinceStart.connections + sinceState.connections - 2,
    told: [sinceStart.changes.length, sinceState.changes.length],
    faults,
  };
}

function faultsOf(
  follower: Follower,
  since: bigint | undefined,
  last: bigint,
  documents: ReadonlyMap<string, unknown>,
): string[] {
  const faults = [...follower.faults];
  let expected = (since ?? BigInt(follower.snapshotRevision ?? 0)) + 1n;
  for (const { revision, superseded } of follower.changes) {
    if (BigInt(revision) !== expected) faults.push(`the change of ${revision} came in place of that of ${expected}`);
    if (superseded === true) faults.push(`the value of ${revision} was not told`);
    expected = BigInt(revision) + 1n;
  }
  if (expected !== last + 1n) faults.push(`the last change is that of ${expected - 1n}, not of ${last}`);
  for (const [key, value] of documents) {
    if (JSON.stringify(follower.mirror.get(key)) !== JSON.stringify(value)) faults.push(`the mirror differs at ${key}`);
  }
  if (follower.mirror.size !== documents.size) faults.push(`the mirror has ${follower.mirror.size} documents`);
  return faults.slice(0, 20);
}

async function overdue(follower: Follower): Promise<void> {
  await setTimeout(ROUND_MS_MAX, undefined, { ref: false });
  follower.cut();
}

/** The server under test is the one that people run. */
function profile(): Readonly<Record<string, string>> {
  return process.env['BIMETAL_PROFILE'] === undefined ? { BIMETAL_PROFILE: 'release' } : {};
}
