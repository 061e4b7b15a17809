import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { root } from '../start/contenders.ts';
import { type Dataset, keysOf, Values } from '../store/documents.ts';
import { type Row, type Suite, type SuiteOptions } from '../suite.ts';
import { CONTENDERS } from './contender.ts';
import { type Placement, placementOf } from './cpu.ts';
import { documentHttp } from './document.ts';
import { measureFeeds } from './feed.ts';
import { Field } from './field.ts';
import { type Generator, hasProgram } from './generator.ts';
import { installPeers, type Peers } from './peers.ts';
import { race } from './race.ts';
import { FEEDS, FEEDS_ON_REQUEST, feedName, isAskedFor, type Race, RACES } from './races.ts';
import { rowsOfRace } from './rows.ts';

export const http: Suite = {
  name: 'http',
  description:
    'the server beside node:http and Fastify, over our store and others, json-server, express-pouchdb and Kinto',
  rounds: { full: 5, quick: 3 },
  run,
  document: documentHttp,
};

const VALUE_BYTES = 200;
const SECONDS = { full: 2, quick: 1 };
const FEED_WRITES = { full: 50, quick: 20 };

type Surroundings = SuiteOptions & {
  placement: Placement;
  wants: (name: string) => boolean;
  left: Map<string, string>;
};

async function run(options: SuiteOptions): Promise<Row[]> {
  if (process.platform !== 'linux') throw new Error('this suite reads the CPU of processes as Linux has it');
  build();
  const { only = '', say } = options;
  const placement = placementOf(availableParallelism(), hasProgram('taskset'));
  const surroundings = {
    ...options,
    placement,
    wants: (name: string) => isAskedFor(name, only),
    left: new Map<string, string>(),
  };
  const rows = [...(await runRaces(surroundings)), ...(await runFeeds(surroundings))];
  if (rows.length === 0) throw new Error(`there are no rows of http that begin with "${only}"`);
  const left = Object.fromEntries(surroundings.left);
  for (const [name, reason] of Object.entries(left)) say(`\n${name} is not in the table: ${reason}`);
  options.keep?.({ left });
  return rows.filter(({ name }) => name.startsWith(only));
}

/** The server and what it imports; from the cache, when nothing changed. Who brings an addon of his own has built both. */
function build(): void {
  if (process.env['BIMETAL_ADDON']) return;
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  const args = [nx, 'run', '@bimetal/api:build', '--output-style=stream'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the server could not be built');
}

async function runRaces(surroundings: Surroundings): Promise<Row[]> {
  const { wants, say } = surroundings;
  const wanted = RACES.filter(({ name }) => wants(name));
  if (wanted.length === 0) return [];
  const peers = installPeers(say);
  const generator = generatorOf(peers, say);
  const rows: Row[] = [];
  for (const documents of new Set(wanted.map((one) => one.documents))) {
    const races = wanted.filter((one) => one.documents === documents);
    rows.push(...(await runField(races, documents, { ...surroundings, peers, generator })));
  }
  return rows;
}

type FieldSurroundings = Surroundings & { peers: Peers; generator: Generator };

/** The races of one number of documents, among the same servers. */
async function runField(races: readonly Race[], documents: number, options: FieldSurroundings): Promise<Row[]> {
  const { rounds, isQuick, say, placement, peers, left } = options;
  const dataset: Dataset = { count: documents, valueBytes: VALUE_BYTES, keys: 'short' };
  const keys = keysOf(dataset);
  const values = new Values(dataset, 1);
  const entries = keys.map((key) => ({ key, value: values.next() }));
  say(`\n${documents.toLocaleString('en')} documents of ${VALUE_BYTES} B in each server`);
  await using field = new Field();
  for (const { name, documentsMax = Infinity, isSlowToFill = false } of CONTENDERS) {
    if (isQuick && isSlowToFill) field.left.set(name, 'filling it takes minutes, so a quick run does without it');
    else if (documents <= documentsMax) await field.start(name, entries, peers, placement);
  }
  for (const [name, reason] of field.left) left.set(name, reason);
  const seconds = SECONDS[isQuick ? 'quick' : 'full'];
  const { generator } = options;
  const rows: Row[] = [];
  for (const one of races) {
    const turns = await race(one, field, { rounds, seconds, generator, placement, dataset, keys, say });
    for (const row of rowsOfRace(one, turns)) {
      rows.push(row);
      const ahead = row.ratio === null ? '' : `, ${row.ratio.toFixed(2)} × ${row.best}`;
      say(`  ${row.name}: ${row.ours.toPrecision(3)} ${row.unit}${ahead}`);
    }
  }
  return rows;
}

function generatorOf({ npm }: Peers, say: (line: string) => void): Generator {
  if (hasProgram('wrk')) return { kind: 'wrk' };
  if ('reason' in npm) throw new Error('there is no load generator: install wrk (Debian: apt-get install wrk)');
  say('wrk is not there (Debian: apt-get install wrk), so autocannon makes the load, and reaches its own limit sooner');
  return { kind: 'autocannon', peers: npm.folder };
}

async function runFeeds({ rounds, isQuick, only = '', placement, say, wants }: Surroundings): Promise<Row[]> {
  const asked =
    only === '' ? [] : FEEDS_ON_REQUEST.filter((readers) => isAskedFor(feedName(readers), only) && only !== 'feed');
  const readers = [...FEEDS.filter((count) => wants(feedName(count))), ...asked];
  if (readers.length === 0) return [];
  say('\nreaders of the feed');
  return measureFeeds(readers, { rounds, writes: FEED_WRITES[isQuick ? 'quick' : 'full'], placement, say });
}
