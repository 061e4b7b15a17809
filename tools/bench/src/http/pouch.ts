import { type Entry } from '../store/documents.ts';
import { send } from './send.ts';

const BATCH = 1_000;

/** Makes the database and puts the documents into it. */
export async function fillPouch(url: string, entries: readonly Entry[]): Promise<void> {
  await send('PUT', `${url}/bench`);
  for (let begin = 0; begin < entries.length; begin += BATCH) {
    const docs = entries
      .slice(begin, begin + BATCH)
      .map(({ key, value }) => ({ ...JSON.parse(value), _id: key }) as object);
    const text = await send('POST', `${url}/bench/_bulk_docs`, JSON.stringify({ docs }));
    if (text.includes('"error"')) throw new Error(`a document was refused: ${text.slice(0, 200)}`);
  }
}
