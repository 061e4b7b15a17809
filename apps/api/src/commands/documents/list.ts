import { type DataCommandOf, type DocumentRange } from '../../config/data-command.js';
import { type DataTarget } from './data-target.js';
import { keyOf, onOneLine, readableLines } from './document-line.js';
import { type DocumentTerminal } from './document-terminal.js';
import { listed } from './listed.js';

export async function list(
  { range, form, limit, keys, count, json }: DataCommandOf<'list'>,
  target: DataTarget,
  { output, columns }: DocumentTerminal,
): Promise<void> {
  if (count) {
    const found = await counted(range, target);
    output.add(json ? `{"count":${found}}\n` : `${found}\n`);
    await output.flush();
    return;
  }
  for await (const items of listed(target, range, { limit, form })) {
    if (keys) output.add(items.map((item) => `${keyOf(item, json ? 'json' : 'plain')}\n`).join(''));
    else if (columns !== undefined && !json) output.add(readableLines(items, columns));
    else for (const item of items) addLine(item);
    await output.flush();
  }

  function addLine(item: Buffer): void {
    output.add(onOneLine(item));
    output.add('\n');
  }
}

/** Nobody counts what a filter lets through but who lists it: without its values, which would have to come over the network. */
async function counted(range: DocumentRange, target: DataTarget): Promise<number> {
  if (range.where === undefined) return target.count(range);
  let found = 0;
  for await (const items of listed(target, range, { form: { fields: ['/'] } })) found += items.length;
  return found;
}
