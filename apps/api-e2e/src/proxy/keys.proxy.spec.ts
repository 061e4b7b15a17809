import { Agent } from 'node:http';
import { join } from 'node:path';
import { Key } from '@bimetal/bindings/browser';
import { paths } from '@bimetal/contract';
import fc from 'fast-check';
import { type Answered, ask, list, put } from '../http-client.ts';
import { inParallel } from '../keys/in-parallel.ts';
import { keyTexts, keyVectors } from '../keys/key-texts.ts';
import { spellingsOf } from '../keys/spellings.ts';
import { type ServerProcess, startServer } from '../server-process.ts';
import { TemporaryFolder } from '../temporary-folder.ts';
import { hasNginx, Nginx } from './nginx.ts';

const KEYS = 1_000;
const WORKERS = 16;
/** `BIMETAL_SEED` repeats a run. */
const SEED = Number(process.env['BIMETAL_SEED'] ?? Date.now() % 2 ** 31);

/** Targets that a proxy may tidy up before the server sees them: slashes and dots too many, and escapes of escapes. */
function untidy(key: string): string[] {
  const path = paths.document(key);
  const at = path.lastIndexOf('/') + 1;
  const [before, last] = [path.slice(0, at), path.slice(at)];
  const inside = ['/', './', 'x/../', '../', '%2e%2e/', 'x%2F..%2F', '%2F'].map((piece) => `${before}${piece}${last}`);
  const behind = ['/', '//', '/.', '/..', '%2F', '%2F..'].map((piece) => `${path}${piece}`);
  return [...inside, ...behind, `/${path}`, path.replaceAll('%', '%25'), path.replaceAll('%25', '%')];
}

/** The key that a target names once it is decoded, slashes are merged and dots are followed; undefined outside the documents. */
function tidied(path: string): string | undefined {
  const kept: string[] = [];
  for (const segment of decodeURIComponent(path)
    .split('/')
    .filter((each) => each !== '' && each !== '.')) {
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  const [api, data, ...segments] = kept;
  return api === 'api' && data === 'data' ? segments.join('/') : undefined;
}

it('has nginx', () => {
  // Whoever asks for this suite wants to see it run: it is never skipped.
  expect(hasNginx()).toBe(true);
});

describe.each(['http://up', 'http://up/'] as const)(
  `behind nginx with proxy_pass %s (BIMETAL_SEED=${SEED})`,
  (target) => {
    const agent = new Agent({ keepAlive: true, maxSockets: WORKERS });
    const drawn = fc.sample(keyTexts, { seed: SEED, numRuns: 3 * KEYS });
    const keys = [...new Set([...keyVectors.valid.map(({ text }) => text), ...drawn])].slice(0, KEYS);
    /** What the server holds, by key. */
    const model = new Map<string, unknown>();
    let folder: TemporaryFolder;
    let server: ServerProcess;
    let proxy: Nginx;

    const send = (method: string, path: string, value?: unknown): Promise<Answered> =>
      ask(proxy.url, path, { method, agent, ...(value === undefined ? {} : { body: JSON.stringify(value) }) });
    /** Asked of the server itself, in key order. */
    const expectModel = async (): Promise<void> => {
      const inOrder = [...model.keys()].map(Key.parse).sort((a, b) => a.compare(b));
      expect(await list(server.url)).toEqual(inOrder.map((key) => ({ key: `${key}`, value: model.get(`${key}`) })));
    };

    beforeAll(async () => {
      folder = new TemporaryFolder();
      server = await startServer({
        args: ['--datapath', join(folder.path, 'data'), '--uipath', join(folder.path, 'none')],
      });
      proxy = await Nginx.before(server.url, target);
    });

    beforeEach(async () => {
      model.clear();
      const strays = (await list(server.url)).filter(({ key }) => !keys.includes(key));
      for (const { key } of strays) await ask(server.url, paths.document(key), { method: 'DELETE' });
      await inParallel(keys, WORKERS, async (key) => {
        expect((await put(server.url, key, JSON.stringify(key), agent)).status).toBe(200);
        model.set(key, key);
      });
    });

    afterAll(async () => {
      agent.destroy();
      await proxy[Symbol.asyncDispose]();
      await server.stop();
      folder[Symbol.dispose]();
    });

    it('every document is reached under its URL', async () => {
      await inParallel(keys, WORKERS, async (key) => {
        const { status, text } = await send('GET', paths.document(key));
        expect([key, status, text]).toEqual([key, 200, JSON.stringify(key)]);
      });
    });

    it('every other spelling reaches the same document or is refused', async () => {
      const statuses = new Map<number, number>();
      await inParallel(keys, WORKERS, async (key) => {
        for (const path of spellingsOf(key)) {
          const { status, text } = await send('GET', path);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status === 200) expect([path, text]).toEqual([path, JSON.stringify(key)]);
          else expect([path, status]).toEqual([path, 400]);
        }
      });
      console.log(`${target}, spellings by status: ${JSON.stringify([...statuses])}`);
      await expectModel();
    });

    it('writes change their document and no other', async () => {
      await inParallel(keys, WORKERS, async (key, index) => {
        const all = spellingsOf(key);
        const { status } = await send(index % 2 === 0 ? 'PUT' : 'POST', all[index % all.length] ?? '', { index });
        if (status === 200) model.set(key, { index });
      });
      await expectModel();
      await inParallel(keys, WORKERS, async (key, index) => {
        const all = spellingsOf(key);
        const { status } = await send('DELETE', all[(index + 1) % all.length] ?? '');
        if (status === 200) model.delete(key);
      });
      await expectModel();
    });

    it('the list and its prefixes come through', async () => {
      for (const prefix of [
        '',
        'user-',
        'users/',
        'a%',
        ...keys.slice(0, 100).map((key) => [...key].slice(0, 3).join('')),
      ]) {
        const { status, text } = await send('GET', paths.documentsWithPrefix(prefix));
        const listed = JSON.parse(text) as { key: string }[];
        expect([prefix, status, listed.length]).toEqual([
          prefix,
          200,
          keys.filter((key) => key.startsWith(prefix)).length,
        ]);
        expect(listed.every(({ key }) => key.startsWith(prefix))).toBe(true);
      }
    });

    it('a key of earlier releases is not taken for another when a condition says which document is meant', async () => {
      for (const key of keyVectors.legacy) {
        const path = paths.document(key);
        const other = tidied(path);
        // What a proxy that decodes makes of the URL: often a key as well.
        if (other !== undefined && Key.isKey(other)) {
          await put(server.url, other, '"other"');
          model.set(other, 'other');
        }
        const { status } = await ask(proxy.url, path, { method: 'DELETE', headers: { 'if-match': '"1"' } });
        expect([path, [400, 404, 405, 412]]).toEqual([path, expect.arrayContaining([status])]);
      }
      await expectModel();
    });

    it('an untidy target is refused, or reaches what it names once it is tidy', async () => {
      const statuses = new Map<number, number>();
      await inParallel(keys, WORKERS, async (key) => {
        for (const path of untidy(key)) {
          const { status, text } = await send('GET', path);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status === 200) expect([path, JSON.parse(text)]).toEqual([path, tidied(path)]);
          else expect([path, [400, 404]]).toEqual([path, expect.arrayContaining([status])]);
        }
      });
      console.log(`${target}, untidy targets by status: ${JSON.stringify([...statuses])}`);
      await expectModel();
    });
  },
);
