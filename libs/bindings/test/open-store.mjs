// Opens the store in a folder and says how that went.
import { Store } from '../src/index.ts';

const [folder] = process.argv.slice(2);
try {
  const store = Store.open(folder);
  await store.close();
  console.log('opened');
} catch (error) {
  console.log(error.code);
}
