import { type Revision } from '@bimetal/bindings';
import { type Output } from './output.js';

/** Prints what became of a write. */
export async function printRevision(revision: Revision, json: boolean, output: Output): Promise<void> {
  output.add(json ? `{"revision":"${revision}"}\n` : `${revision}\n`);
  await output.flush();
}
