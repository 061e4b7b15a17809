// Exits in the middle of its writes; that must not crash.
import { Store } from '../src/index.ts';

const [folder, engine] = process.argv.slice(2);
const store = Store.open(folder, { engine });
for (let number = 0; number < 1000; number += 1) {
  void store.put(`testdoc1-${number}`, '1');
}
await store.put('testdoc1-1000', '1');
for (let number = 0; number < 1000; number += 1) {
  void store.put(`testdoc1-${number}`, '2');
}
process.exit(7);
