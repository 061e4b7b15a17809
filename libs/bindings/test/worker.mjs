// One of several worker threads that open the same folder: writes its own keys, then reads those of all the others.
import { parentPort, workerData } from 'node:worker_threads';
import { Store, addonInfo } from '../src/index.ts';

const { folder, name, count } = workerData;
const store = Store.open(folder);
let snapshot;

parentPort.on('message', async (message) => {
  if (message === 'write') {
    const numbers = Array.from({ length: count }, (_, number) => number);
    const revisions = await Promise.all(numbers.map((number) => store.put(`worker-${name}-${number}`, `"${name}"`)));
    parentPort.postMessage(revisions);
  } else if (message === 'read') {
    const now = store.snapshot();
    parentPort.postMessage({ documents: now.cursor().next(1_000_000).length, pointReads: countPointReads() });
    now.close();
  } else if (message === 'share') {
    snapshot = store.snapshot();
    snapshot.share();
    parentPort.postMessage({ revision: snapshot.revision, memo: store.memos.add('turn', name) });
  } else if (message === 'write for ever') {
    for (let number = 0; ; number += 1) {
      const write = store.put(`worker-${name}-${number}`, '1');
      if (number % 64 === 0) {
        await write;
        parentPort.postMessage('writing');
      }
    }
  } else {
    await store.close();
    parentPort.close();
  }
});
parentPort.postMessage(addonInfo().buildId);

function countPointReads() {
  const names = ['1', '2', '3'];
  const keys = names.flatMap((other) => Array.from({ length: count }, (_, number) => `worker-${other}-${number}`));
  return keys.filter((key) => store.get(key) !== undefined).length;
}
