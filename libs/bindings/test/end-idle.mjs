// Opens everything and waits for changes that never come; the process must end all the same.
import { Store } from '../src/index.ts';

const [folder, engine] = process.argv.slice(2);
const store = Store.open(folder, { engine });
await store.put('testdoc1-1', '1');
const snapshot = store.snapshot();
snapshot.cursor().next(1);
void store.changes().wait();
console.log('idle');
