// Writes as fast as it can and prints the number of every write that was answered, until it is killed.
import { Store } from '../src/index.ts';

const [folder, engine] = process.argv.slice(2);
const store = Store.open(folder, { engine });
let next = 0;
async function write() {
  for (;;) {
    const number = next++;
    await store.put(`testdoc1-${number}`, `${number}`);
    process.stdout.write(`${number}\n`);
  }
}
await Promise.all(Array.from({ length: 16 }, write));
