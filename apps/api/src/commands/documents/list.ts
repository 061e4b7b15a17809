import { type DataCommandOf } from '../../config/data-command.js';
import { type DataTarget } from './data-target.js';
import { keyOf, onOneLine, readableLines } from './document-line.js';
import { type DocumentTerminal } from './document-terminal.js';
import { listed } from './listed.js';

export async function list(
  { range, limit, keys, json }: DataCommandOf<'list'>,
  target: DataTarget,
  { output, columns }: DocumentTerminal,
): Promise<void> {
  for await (const documents of listed(target, range, { limit })) {
    if (keys) output.add(documents.map((document) => `${keyOf(document, json ? 'json' : 'plain')}\n`).join(''));
    else if (columns !== undefined && !json) output.add(readableLines(documents, columns));
    else for (const document of documents) addLine(document);
    await output.flush();
  }

  function addLine(document: Buffer): void {
    output.add(onOneLine(document));
    output.add('\n');
  }
}
