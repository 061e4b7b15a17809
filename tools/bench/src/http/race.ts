import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Dataset, shuffled } from '../store/documents.ts';
import { CONTENDERS, type ContenderName, LIMIT, OURS, UNTAGGED } from './contender.ts';
import { cpuOf, type Placement } from './cpu.ts';
import { type Field } from './field.ts';
import { type Generator, makeLoad } from './generator.ts';
import { readLists } from './lists.ts';
import { type Question, type Request, requestOf } from './question.ts';
import { type Race } from './races.ts';
import { Subjects } from './requests.ts';
import { type Turn } from './rows.ts';
import { type ServerProcess } from './server-process.ts';

export type RaceOptions = {
  rounds: number;
  seconds: number;
  generator: Generator;
  placement: Placement;
  dataset: Dataset;
  keys: readonly string[];
  say: (line: string) => void;
};

/** As many requests as are made ready before the clock runs; they are asked over again when they are used up. */
const REQUESTS = { reads: 20_000, writes: 40_000 };

/** So long a server is asked before each of its turns. Since its last one its compilers have let go of much. */
const WARM_SECONDS = 1;

/**
 * Asks all servers of the field one question in turns, in another order in each round, so that none always comes behind the same one.
 * Each gets warm before its turn. A server that does not answer as it should leaves the race.
 */
export async function race(asked: Race, field: Field, options: RaceOptions): Promise<Map<ContenderName, Turn[]>> {
  const turns = new Map<ContenderName, Turn[]>();
  const names = CONTENDERS.map(({ name }) => name).filter(
    (name) => field.servers.has(name) && answers(name, asked.question),
  );
  for (const name of names) turns.set(name, []);
  for (let round = 0; round < options.rounds; round++) {
    const running = [...turns.keys()];
    for (const turn of shuffled(running.length, seedOf(asked.name, round))) {
      const name = running[turn];
      const server = name && field.servers.get(name);
      if (!server) continue;
      try {
        const inFolder = { ...options, folder: field.folder };
        await takeTurn(asked, name, server, { ...inFolder, seconds: WARM_SECONDS, round: -1 - round });
        turns.get(name)?.push(await takeTurn(asked, name, server, { ...inFolder, round }));
      } catch (error) {
        if (name === OURS) throw error;
        turns.delete(name);
        options.say(`  ${asked.name}: ${name} is left out: ${(error as Error).message}`);
      }
    }
  }
  return turns;
}

/** Whether a server has an answer to the question. The one without a tag is there for its reads alone. */
function answers(name: ContenderName, question: Question): boolean {
  if (name === UNTAGGED) return question === 'get';
  // Pages and patches take more than Node's HTTP: Fastify over the same store is their limit.
  if (name === LIMIT) return question === 'get' || question === 'put' || question === 'all';
  return requestOf(name, question, { key: 'a', value: '{}', prefix: 'a', number: 0 }) !== undefined;
}

type TurnOptions = RaceOptions & { folder: string; round: number };

async function takeTurn(asked: Race, name: ContenderName, server: ServerProcess, options: TurnOptions): Promise<Turn> {
  const { seconds, keys, dataset, round } = options;
  const subjects = new Subjects(keys, dataset, seedOf(asked.name, round));
  const next = (): Request => {
    const request = requestOf(name, asked.question, subjects.next());
    if (!request) throw new Error('it has no such question');
    return request;
  };
  if (asked.isList) {
    const before = cpuOf(server.pid);
    const { lists, elapsed_us } = await readLists(server.url, () => next().path, seconds * 1000);
    return { cpu_us: (cpuOf(server.pid) - before) / lists, rate: (lists / elapsed_us) * 1e6 };
  }
  const { generator, placement, folder } = options;
  const first = next();
  const { method, type } = first;
  const count = method === 'GET' ? REQUESTS.reads : REQUESTS.writes;
  const file = join(folder, 'requests.txt');
  writeFileSync(file, linesOf([first, ...Array.from({ length: count - 1 }, next)]));
  const before = cpuOf(server.pid);
  const load = { url: server.url, connections: asked.connections, seconds, file, method, type };
  const { requests, duration_us } = await makeLoad(generator, load, placement);
  return { cpu_us: (cpuOf(server.pid) - before) / requests, rate: (requests / duration_us) * 1e6 };
}

/** The file of the load generators. Neither a path nor a JSON text of ours has a tab or a line end in it. */
export function linesOf(requests: readonly Request[]): string {
  return requests.map(({ path, body }) => `${path}\t${body}\n`).join('');
}

/** Each round of each race has its own: with an old one a store would be asked to write what it has. */
export function seedOf(race: string, round: number): number {
  let seed = 7;
  for (const character of race) seed = (seed * 31 + (character.codePointAt(0) ?? 0)) % 10_007;
  return seed * 1_000 + round + 500;
}
