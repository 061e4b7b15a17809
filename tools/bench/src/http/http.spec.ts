import { Values } from '../store/documents.ts';
import { reached } from '../suite.ts';
import { CONTENDERS, type ContenderName } from './contender.ts';
import { placed, placementOf, readSchedstat } from './cpu.ts';
import { httpText } from './document.ts';
import { feedRows } from './feed.ts';
import { commandOf, readCount } from './generator.ts';
import { peersFolder } from './peers.ts';
import { type Question, requestOf } from './question.ts';
import { linesOf, seedOf } from './race.ts';
import { feedName, isAskedFor, RACES } from './races.ts';
import { Subjects } from './requests.ts';
import { rowsOfRace, type Turn } from './rows.ts';
import { findSent, sentText } from './sent.ts';
import { merged } from './servers/merge-patch.ts';

const turns = (figures: Partial<Record<ContenderName, number>>) =>
  new Map(
    Object.entries(figures).map(([name, cpu_us]) => [
      name as ContenderName,
      [1, 2, 3].map((round): Turn => ({ cpu_us: cpu_us * round, rate: 1e6 / cpu_us / round })),
    ]),
  );

const all = turns({
  bimetal: 20,
  'node:http': 16,
  'node:http without ETag': 15,
  'fastify + lmdb': 30,
  'json-server': 160,
});

describe('the rows of the http suite', () => {
  it('compare us with peers, and show limits beside them', () => {
    const rows = rowsOfRace({ name: 'GET one', question: 'get', isList: false }, all);
    expect(rows.map(({ name, ours, best, ratio }) => [name, ours, best, ratio])).toEqual([
      ['GET one: CPU', 40, 'fastify + lmdb', 1.5],
      ['GET one: rate', 25_000, 'fastify + lmdb', 1.5],
      ['GET one: CPU, finished servers', 40, 'json-server', 8],
      ['GET one: CPU over node:http', 1.25, null, null],
      ['GET one: CPU with ETag over without', 16 / 15, null, null],
    ]);
    expect(rows[0]?.beside).toEqual({ 'node:http': 32, 'node:http without ETag': 30 });
    expect(rows.map(reached)).toEqual(['stretch', undefined, 'stretch', 'floor', 'missed']);
  });

  it('compare durable writes with durable peers alone', () => {
    const [cpu, rate] = rowsOfRace({ name: 'PUT durable, 64', question: 'put', isList: false }, all);
    expect(Object.keys(cpu?.peers ?? {})).toEqual(['fastify + lmdb']);
    expect(cpu?.beside).toHaveProperty('json-server');
    expect(rate).toMatchObject({ better: 'more', goal: { of: 'ratio', floor: 2, stretch: 5 } });
  });

  it('say lists in milliseconds, and nothing where the server was not measured', () => {
    const list = { name: 'GET all 10k', question: 'all', isList: true } as const;
    expect(rowsOfRace(list, all)[0]).toMatchObject({ unit: 'ms', ours: 0.04 });
    expect(rowsOfRace(list, turns({ 'node:http': 1 }))).toEqual([]);
  });

  it('compare a write with readers to the same write of the same round without', () => {
    const turn = (cpu_us: number) => ({ cpu_us, p50_ms: 1, p99_ms: 30 });
    const rows = feedRows(1_000, [turn(100), turn(600)], [turn(10), turn(20)]);
    expect(rows.at(-1)).toMatchObject({ name: 'feed, 1,000 readers: CPU of a write over none', ours: 20 });
    expect(rows.map(reached)).toEqual([undefined, 'floor', undefined, 'stretch']);
  });

  it('name who is missing under the table', () => {
    expect(httpText([], { left: { kinto: 'no python3' } })).toContain('not be installed or filled: `kinto`');
    expect(httpText([], undefined)).not.toContain('installed');
  });
});

describe('the questions of the http suite', () => {
  const dataset = { count: 100, valueBytes: 200, keys: 'short' } as const;
  const value = new Values(dataset, 1).next();
  const subject = { key: 'coll0001-1000042', prefix: 'coll0001', value, number: 7 };

  it('are put to each server in its own words, and none where it has none', () => {
    const pathOf = (name: ContenderName, question: Question) => requestOf(name, question, subject)?.path;
    expect(pathOf('bimetal', 'get')).toBe('/api/data/coll0001-1000042');
    expect(pathOf('bimetal', 'page')).toBe('/api/data?prefix=coll0001&limit=100&count=true');
    expect(pathOf('kinto', 'get')).toBe('/v1/buckets/bench/collections/documents/records/coll0001-1000042');
    expect(pathOf('express-pouchdb', 'put')).toBe('/bench/new-coll0001-1000042-7');
    expect(pathOf('express-pouchdb', 'patch')).toBeUndefined();
    expect(requestOf('json-server', 'put', subject)?.body).toContain('"id":"coll0001-1000042"');
  });

  it('fit into a line each, with a body that is JSON', () => {
    for (const { name } of CONTENDERS) {
      for (const question of ['get', 'put', 'patch', 'all', 'page'] as const) {
        const request = requestOf(name, question, subject);
        if (!request) continue;
        const lines = linesOf([request]).split('\n');
        expect(lines).toHaveLength(2);
        const [path, body = ''] = lines[0]?.split('\t') ?? [];
        expect(path).toBe(request.path);
        if (request.method === 'GET') expect(body).toBe('');
        else expect(() => JSON.parse(body) as unknown).not.toThrow();
      }
    }
  });

  it('are the same for all servers of a round, and new ones in the next', () => {
    const first = (round: number) => new Subjects(['a-1', 'b-2'], dataset, seedOf('GET one', round)).next();
    expect(first(1)).toEqual(first(1));
    expect(first(1).value).not.toBe(first(2).value);
    expect(first(1).number).not.toBe(first(2).number);
  });

  it('are asked for by the beginning of a race or of one of its rows', () => {
    const asked = (only: string) => RACES.filter(({ name }) => isAskedFor(name, only)).map(({ name }) => name);
    expect(asked('PUT durable')).toEqual(['PUT durable, 1', 'PUT durable, 64']);
    expect(asked('GET one: CPU over node:http')).toEqual(['GET one']);
    expect(isAskedFor(feedName(10_000), 'feed, 10,000')).toBe(true);
    expect(isAskedFor(feedName(1_000), 'feed, 10,000')).toBe(false);
  });
});

describe('the parts of the http suite', () => {
  it('ask the same of either load generator', () => {
    const load = { url: 'http://h', connections: 64, seconds: 2, file: 'f', method: 'PUT', type: 'application/json' };
    expect(commandOf({ kind: 'wrk' }, load).join(' ')).toMatch(
      /^wrk -t1 -c64 -d2s .* http:\/\/h -- f PUT application\/json$/,
    );
    expect(commandOf({ kind: 'autocannon', peers: 'p' }, load).slice(2)).toEqual([
      'p',
      'http://h',
      '64',
      '2',
      'f',
      'PUT',
      'application/json',
    ]);
  });

  it('read the last line of a load generator, and no silence as a figure', () => {
    const line = '{"requests":10,"duration_us":5,"refused":0,"failed":0}';
    expect(readCount(`Running\n${line}\n`).requests).toBe(10);
    expect(() => readCount('unable to connect')).toThrow('unable to connect');
  });

  it('keep the load and the servers on processors of their own where there are two', () => {
    expect(placementOf(1, true)).toBeUndefined();
    expect(placementOf(2, false)).toBeUndefined();
    expect(placementOf(2, true)).toEqual({ load: '0', servers: '1' });
    expect(placementOf(8, true)).toEqual({ load: '0', servers: '1-7' });
    expect(placed(['a'], '1')).toEqual(['taskset', '-c', '1', 'a']);
    expect(placed(['a'], undefined)).toEqual(['a']);
  });

  it('read what Linux counts of a thread', () => {
    expect(readSchedstat('1500 20 3\n')).toBe(1500);
    expect(() => readSchedstat('')).toThrow('not a schedstat');
  });

  it('find each event of the feed once, however it was cut', () => {
    const text = `id: 1\n\ndata: {"value":${sentText(5n)}}\n\ndata: {"value":${sentText(6n)}}\n\n`;
    for (let cut = 0; cut <= text.length; cut++) {
      const first = findSent(text.slice(0, cut));
      const second = findSent(first.rest + text.slice(cut));
      expect([...first.sent, ...second.sent]).toEqual([5n, 6n]);
    }
  });

  it('merge a patch as RFC 7396 says', () => {
    expect(merged({ a: 'b', c: { d: 'e', f: 'g' } }, { a: 'z', c: { f: null } })).toEqual({ a: 'z', c: { d: 'e' } });
    expect(merged([1], { a: { b: null } })).toEqual({ a: {} });
  });

  it('install other versions into another folder', () => {
    expect(peersFolder('/cache', 'npm', 'a@1')).toMatch(/^\/cache\/bimetal\/bench-npm-[0-9a-f]{12}$/);
    expect(peersFolder('/cache', 'npm', 'a@1')).not.toBe(peersFolder('/cache', 'npm', 'a@2'));
  });
});
