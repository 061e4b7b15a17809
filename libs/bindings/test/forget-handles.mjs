// Forgets a store with everything that was opened from it, and opens the folder in another way once it is free: the
// lock is released only when every handle is.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Store } from '../src/index.ts';
import { collectGarbage } from './collect-garbage.mjs';

const [folder, engine] = process.argv.slice(2);

async function useAndForget() {
  const store = Store.open(folder, { engine });
  await store.put('testdoc1-1', '1');
  const snapshot = store.snapshot();
  snapshot.cursor().next(1);
  store.changes().next();
  store.batch().put('testdoc1-2', '2');
  return tryOtherProcess();
}

function tryOtherProcess() {
  const file = fileURLToPath(new URL('open-store.mjs', import.meta.url));
  return spawnSync(process.execPath, [...process.execArgv, file, folder], { encoding: 'utf8' }).stdout.trim();
}

const whileHeld = await useAndForget();
let afterwards = whileHeld;
for (let round = 0; round < 10 && afterwards !== 'opened'; round += 1) {
  await collectGarbage();
  afterwards = tryOtherProcess();
}
console.log(JSON.stringify({ whileHeld, afterwards }));
