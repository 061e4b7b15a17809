import { type DataCommandOf } from '../../config/data-command.js';
import { type DataTarget } from './data-target.js';
import { onOneLine } from './document-line.js';
import { type DocumentTerminal } from './document-terminal.js';

/** Prints events as lines: the data of each, with its name as the first member. Nothing is parsed. */
export async function watch(
  { prefix, where, since, snapshot }: DataCommandOf<'watch'>,
  target: DataTarget,
  { output, tell }: DocumentTerminal,
): Promise<void> {
  for await (const { event, data } of target.changes({ prefix, where, since, snapshot }, tell)) {
    output.add(`{"event":${JSON.stringify(event)},`);
    output.add(onOneLine(Buffer.from(data.trimStart().slice(1))));
    output.add('\n');
    await output.flush();
  }
}
