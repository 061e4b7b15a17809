import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenOptions, Store } from '@bimetal/bindings';
import { fastify, type FastifyInstance } from 'fastify';
import { type Config } from '../config/config.js';
import { newFigures, type ServerFigures } from '../metrics/server-figures.js';
import { ChangesService } from './changes.service.js';

/** A few of these are more than the system takes from a server for a reader that takes nothing. */
const VALUE = JSON.stringify('x'.repeat(1024 * 1024));
const VALUES = 8;

/** For a machine that is busy with much else. */
const TEST_MS_MAX = 300_000;

/** Writes that wait for the disk together. */
const putAll = (key: (number: number) => string, value: (number: number) => string): Promise<bigint[]> =>
  Promise.all(Array.from({ length: VALUES }, (_, number) => store.put(key(number), value(number))));

let path: string;
let store: Store;
let service: ChangesService;
let figures: ServerFigures;
let server: FastifyInstance;

/** The service over a real store behind a real socket. */
async function serve(options: OpenOptions): Promise<void> {
  path = mkdtempSync(join(tmpdir(), 'bimetal-changes-'));
  store = Store.open(path, options);
  const config = { transferBytesMax: 1024 * 1024, stallSeconds: 60, heartbeatSeconds: 60 } as Config;
  figures = newFigures();
  service = new ChangesService(store, config, { value: false }, figures);
  server = fastify();
  server.get('/api/changes', (request, reply) => service.follow(request, reply));
  await server.listen({ port: 0, host: '127.0.0.1' });
}

async function open(query: string): Promise<IncomingMessage> {
  const { port } = server.server.address() as AddressInfo;
  const sent = get({ host: '127.0.0.1', port, path: `/api/changes${query}`, agent: false });
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  return response;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** What a reader is told up to a text. */
async function textUpTo(response: IncomingMessage, end: string): Promise<string> {
  let text = '';
  for await (const chunk of response) {
    text += chunk as string;
    if (text.includes(end)) break;
  }
  return text;
}

const idsOf = (text: string): string[] => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id = '']) => id);

afterEach(async () => {
  server.server.closeAllConnections();
  await server.close();
  await store.close();
  rmSync(path, { recursive: true });
});

describe('a reader that takes nothing', () => {
  /**
   * Puts values until the system has taken no more of them for a reader for so many that it will not take the rest later, however its
   * buffers grow, or until the reader has missed some for good. Resolves with the last revision.
   */
  async function fill(): Promise<bigint> {
    await until(() => service.figures().behind === 0);
    let last = 0n;
    while (figures.feeds.lagRevisionsMax() < 2 * VALUES && figures.feeds.overrun === 0) {
      last = await store.put(`slow-${last % 3n}`, VALUE);
    }
    return last;
  }

  it(
    'holds no more than a bounded number of bytes, and is told everything once it takes again',
    async () => {
      await serve({});
      const slow = await open('?since=0');
      const quick = await open('?include=none');
      quick.resume();
      await fill();
      expect(service.figures()).toEqual({ readers: 2, behind: 1, polls: 0 });
      expect(figures.feeds.open()).toBe(2);
      await putAll((number) => `more-${number}`, String);
      expect(figures.feeds.lagRevisionsMax()).toBeGreaterThanOrEqual(VALUES);
      const last = await store.put('end', '1');
      const text = await textUpTo(slow, `id: ${last}\n`);
      expect(idsOf(text)).toEqual(Array.from({ length: Number(last) + 1 }, (_, revision) => String(revision)));
      await until(() => figures.feeds.lagRevisionsMax() === 0);
      expect(figures.feeds.overrun).toBe(0);
    },
    TEST_MS_MAX,
  );

  it(
    'is told when what it has missed is forgotten, and from which revision on there is more',
    async () => {
      // This engine keeps no changes on disk, and few are remembered here.
      await serve({ engine: 'redb', changesMax: 4 });
      const slow = await open('');
      const behindAt = await fill();
      await putAll(() => 'more', String);
      const text = await textUpTo(slow, 'event: gone\n');
      const ids = idsOf(text);
      expect(ids).toEqual(ids.map((_, revision) => String(revision)));
      expect(ids.length - 1).toBeLessThanOrEqual(Number(behindAt));
      await until(() => service.figures().readers === 0);
      expect([figures.feeds.open(), figures.feeds.overrun]).toEqual([0, 1]);
    },
    TEST_MS_MAX,
  );
});

describe('the state', () => {
  it(
    'is followed by every change since, however much is written while it is told',
    async () => {
      await serve({});
      await putAll(
        (number) => `state-${number}`,
        () => VALUE,
      );
      // It is read no further than the system takes it.
      const reader = await open('?snapshot=true');
      await putAll((number) => `state-${number}`, String);
      await store.batch().put('a', '1').put('end', '1').commit();
      const text = await textUpTo(reader, `id: ${2 * VALUES + 1}\n`);
      expect(text.match(/^event: document$/gm)).toHaveLength(VALUES);
      expect(text.match(/^event: change$/gm)).toHaveLength(VALUES + 2);
      expect(idsOf(text)).toEqual(
        Array.from({ length: VALUES + 2 }, (_, index) => String(VALUES + Math.min(index, VALUES + 1))),
      );
      const [documents = '', changes = ''] = text.split('event: live\n');
      expect(documents).not.toContain('event: change');
      expect(changes).not.toContain('event: document');
    },
    TEST_MS_MAX,
  );
});

describe('a batch', () => {
  it(
    'is told whole, also when it is larger than what is told at once and a reader comes in its middle',
    async () => {
      await serve({});
      const first = await open('');
      await until(() => service.figures().behind === 0);
      const batch = store.batch();
      for (let number = 0; number < 3; number++) batch.put(`batch-${number}`, VALUE);
      const committed = batch.commit();
      const others = await Promise.all([open('?since=0'), open('?prefix=batch-1'), open('?since=0&include=none')]);
      await committed;
      await store.put('batch-1', '1');
      const texts = await Promise.all([first, ...others].map((reader) => textUpTo(reader, 'id: 2\n')));
      expect(texts.map((text) => text.match(/^event: change$/gm)?.length)).toEqual([4, 4, 2, 4]);
      for (const text of texts) expect(idsOf(text).slice(-2)).toEqual(['1', '2']);
    },
    TEST_MS_MAX,
  );
});
