import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answered, ask, list, put } from '@bimetal/api-e2e/http-client';
import { type ServerProcess, startServer } from '@bimetal/api-e2e/server-process';
import { Writer } from '@bimetal/api-e2e/writer';
import { Alone, CACHE } from './alone.ts';

const PAGE = join(import.meta.dirname, '../../ui/dist/browser');

const CLIENTS = 16;
const WRITES_MIN = 400;

let alone: Alone;

beforeEach(() => {
  alone = new Alone();
});

afterEach(() => alone[Symbol.dispose]());

/** The server as a user starts it who has only copied the file: no command, and no data folder named. */
function start(): Promise<ServerProcess> {
  return startServer(alone.options());
}

describe('the executable, copied alone into an empty folder', () => {
  describe('serves the page', () => {
    const types: Readonly<Record<string, string>> = {
      html: 'text/html; charset=utf-8',
      js: 'text/javascript; charset=utf-8',
      css: 'text/css; charset=utf-8',
      svg: 'image/svg+xml',
      woff2: 'font/woff2',
    };
    const files = readdirSync(PAGE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
      .map(({ parentPath, name }) => join(parentPath, name));

    it('with every file that was built, byte for byte, each with its type and a tag', async () => {
      expect(files.length).toBeGreaterThan(5);
      await using server = await start();
      for (const file of files) {
        const path = file.slice(PAGE.length);
        const answer = await ask(server.url, path);
        expect({ path, status: answer.status, type: answer.headers['content-type'] }).toEqual({
          path,
          status: 200,
          type: types[path.split('.').at(-1) ?? ''],
        });
        expect(answer.headers.etag).toMatch(/^"[^"]+"$/);
        expect(answer.bytes.equals(readFileSync(file))).toBe(true);
      }
    });

    it('at / and at its own routes, and all that the page names', async () => {
      await using server = await start();
      const page = await ask(server.url, '/');
      expect(page).toMatchObject({ status: 200, headers: { 'content-type': types['html'] } });
      expect((await ask(server.url, '/index.html')).text).toBe(page.text);
      const named = [...page.text.matchAll(/(?:src|href)="([\w.-]+\.(?:js|css|svg))"/g)].map(([, name]) => `/${name}`);
      expect(named.length).toBeGreaterThanOrEqual(3);
      for (const path of named) expect((await ask(server.url, path)).status).toBe(200);
    });

    it('once: what a browser has already is 304 without a body', async () => {
      await using server = await start();
      for (const path of ['/', '/favicon.svg']) {
        const { etag } = (await ask(server.url, path)).headers;
        const again = await ask(server.url, path, { headers: { 'if-none-match': etag ?? '' } });
        expect(again).toMatchObject({ status: 304, text: '', headers: { etag } });
        const other = await ask(server.url, path, { headers: { 'if-none-match': '"other"' } });
        expect(other.status).toBe(200);
      }
    });

    it('with headers alone for HEAD', async () => {
      await using server = await start();
      const { headers } = await ask(server.url, '/');
      const { 'content-length': length, 'content-type': type, etag } = headers;
      expect(await ask(server.url, '/', { method: 'HEAD' })).toMatchObject({
        status: 200,
        text: '',
        headers: { 'content-length': length, 'content-type': type, etag },
      });
    });
  });

  it('stores over REST, and has it after a restart', async () => {
    const value = '{ "title":"kept \\u00e9xactly",  "numbers":[1e400, 12345678901234567890] }';
    {
      await using server = await start();
      expect(revisionIn(await put(server.url, 'quickdoc-1', value))).toBe(1n);
      await put(server.url, 'quickdoc-2', '2');
      expect((await ask(server.url, '/api/data/quickdoc-2', { method: 'DELETE' })).status).toBe(200);
      expect((await put(server.url, 'quick//doc', '2')).status).toBe(400);
    }
    await using server = await start();
    expect((await ask(server.url, '/api/data/quickdoc-1')).text).toBe(value);
    expect((await list(server.url)).map(({ key }) => key)).toEqual(['quickdoc-1']);
    expect(JSON.parse((await ready(server)).text)).toMatchObject({ store: { lastRevision: '3' } });
  });

  it('loses nothing that was answered when it is killed while it writes', async () => {
    const revisions = new Set<bigint>();
    const writers = Array.from({ length: CLIENTS }, (_, number) => new Writer(number, number + 1, revisions));
    const answered = (): number => writers.reduce((sum, { ledger }) => sum + ledger.writesAnswered, 0);
    const server = await start();
    const writing = writers.map((writer) => writer.write(server.url));
    while (answered() < WRITES_MIN && writers.every(({ faults }) => faults.length === 0)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(await server.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    await Promise.all(writing);

    await using again = await start();
    const found = new Map((await list(again.url)).map(({ key, value }) => [key, JSON.stringify(value)]));
    expect(writers.flatMap(({ ledger, faults }) => [...faults, ...ledger.settle(found)])).toEqual([]);
    // And it goes on, with no revision that was answered before.
    const next = revisionIn(await put(again.url, 'quickdoc-1', '1'));
    const last = writers.reduce((max, { ledger }) => (ledger.revisionMax > max ? ledger.revisionMax : max), 0n);
    expect(next).toBeGreaterThan(last);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends cleanly by %s, and leaves its data folder and its cache, no more',
    async (signal) => {
      const before = alone.files();
      expect(before).toHaveLength(1);
      const server = await start();
      await put(server.url, 'quickdoc-1', '1');
      server.signal(signal);
      expect(await server.exited).toEqual({ code: 0, signal: null });
      const left = alone.files().filter((file) => !before.includes(file));
      expect(left.filter((file) => file.startsWith('here/dbdata/')).length).toBeGreaterThan(0);
      expect(left.filter((file) => !file.startsWith('here/dbdata/'))).toEqual([
        expect.stringMatching(new RegExp(`^home/${CACHE}/[0-9a-f]{64}/[\\w.-]+\\.node$`)),
      ]);
    },
  );

  it('unpacks its addon once', async () => {
    const addonPath = async (): Promise<unknown> => {
      await using server = await start();
      const { addon } = JSON.parse((await ready(server)).text) as { addon: { path: string } };
      return addon.path;
    };
    const first = await addonPath();
    const files = alone.files();
    expect(await addonPath()).toBe(first);
    expect(alone.files()).toEqual(files);
  });
});

function ready(server: ServerProcess): Promise<Answered> {
  return ask(server.url, '/api/health/ready');
}

function revisionIn({ text }: Answered): bigint {
  return BigInt((JSON.parse(text) as { revision: string }).revision);
}
