// Writes without waiting for it; the process must not end before the promises are settled.
import { Store } from '../src/index.ts';

const [folder, engine] = process.argv.slice(2);
const store = Store.open(folder, { engine });
const writes = Array.from({ length: 1000 }, (_, number) => store.put(`testdoc1-${number}`, '1'));
Promise.all(writes).then((revisions) => console.log(String(revisions.length)));
