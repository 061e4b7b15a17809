import { once } from 'node:events';
import { type Worker } from 'node:worker_threads';
import { startWorker } from '../test/child.js';
import { TempFolder, TempStore } from '../test/temp-store.js';
import { Store, addonInfo } from './index.js';

const COUNT = 500;

async function ask(worker: Worker, message: string): Promise<unknown> {
  const answer = once(worker, 'message');
  worker.postMessage(message);
  return (await answer)[0];
}

async function start(folder: string, name: string): Promise<{ worker: Worker; buildId: unknown }> {
  const worker = startWorker('worker.mjs', { folder, name, count: COUNT });
  const [buildId] = await once(worker, 'message');
  return { worker, buildId };
}

describe('worker threads on one folder', () => {
  it('share one engine: each sees what all have written', async () => {
    await using temp = new TempStore();
    const started = await Promise.all(['1', '2', '3'].map((name) => start(temp.folder.path, name)));
    const workers = started.map(({ worker }) => worker);
    expect(started.map(({ buildId }) => buildId)).toEqual(Array(3).fill(addonInfo().buildId));

    const own = Promise.all(Array.from({ length: COUNT }, (_, number) => temp.store.put(`mainthrd-${number}`, '1')));
    const written = (await Promise.all(workers.map((worker) => ask(worker, 'write')))) as bigint[][];
    const revisions = [...written.flat(), ...(await own)].sort((a, b) => Number(a - b));
    expect(revisions).toEqual(Array.from({ length: 4 * COUNT }, (_, number) => BigInt(number + 1)));

    const seen = await Promise.all(workers.map((worker) => ask(worker, 'read')));
    expect(seen).toEqual(Array(3).fill({ documents: 4 * COUNT, pointReads: 3 * COUNT }));

    const exits = workers.map((worker) => once(worker, 'exit'));
    workers.forEach((worker) => worker.postMessage('close'));
    expect(await Promise.all(exits)).toEqual(Array(3).fill([0]));
    expect(temp.store.get('worker-2-7')).toBe('"2"');
  });

  it('find a snapshot that one of them shares, and see the memos of each other, as long as those are there', async () => {
    await using temp = new TempStore();
    await temp.store.put('testdoc1-1', '1');
    const { worker } = await start(temp.folder.path, '1');
    const { revision, memo } = (await ask(worker, 'share')) as { revision: bigint; memo: string | undefined };
    expect([memo, temp.store.memos.add('turn', 'mine'), temp.store.memos.get('turn')]).toEqual([undefined, '1', '1']);
    await temp.store.put('testdoc1-1', '2');
    using snapshot = temp.store.sharedSnapshot(revision);
    expect([snapshot?.get('testdoc1-1'), temp.store.sharedSnapshot(revision + 1n)]).toEqual(['1', undefined]);

    const exit = once(worker, 'exit');
    worker.postMessage('close');
    await exit;
    // What this thread has of it is its own.
    expect(snapshot?.get('testdoc1-1')).toBe('1');
    expect(temp.store.sharedSnapshot(revision)).toBeUndefined();
    temp.store.memos.remove('turn');
    expect(temp.store.memos.get('turn')).toBeUndefined();
  });

  it('may be terminated in the middle of their writes, and the others go on', async () => {
    await using temp = new TempStore();
    for (let round = 0; round < 5; round += 1) {
      const started = await Promise.all(['1', '2'].map((name) => start(temp.folder.path, name)));
      await Promise.all(started.map(({ worker }) => ask(worker, 'write for ever')));
      const own = Array.from({ length: 100 }, (_, number) => temp.store.put(`mainthrd-${number}`, `${round}`));
      await Promise.all(started.map(({ worker }) => worker.terminate()));
      await Promise.all(own);
      expect(temp.store.get('mainthrd-99')).toBe(`${round}`);
    }
  });

  it('may be the only ones that ever opened it', async () => {
    using folder = new TempFolder();
    const { worker } = await start(folder.path, '1');
    await ask(worker, 'write');
    await worker.terminate();
    await using store = Store.open(folder.path);
    expect(store.info().documents).toBe(COUNT);
  });
});
