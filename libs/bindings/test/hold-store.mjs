// Opens the store in a folder, says so, and holds it until it is told to stop.
import { Store } from '../src/index.ts';

const [folder, engine] = process.argv.slice(2);
const store = Store.open(folder, { engine });
console.log(String(process.pid));
process.stdin.once('data', async () => {
  await store.close();
  process.exit(0);
});
