import { type DataCommandOf } from '../../config/data-command.js';
import { exitCodes, StartupError } from '../../config/startup-error.js';
import { type DataTarget } from './data-target.js';
import { onOneLine } from './document-line.js';
import { type DocumentTerminal } from './document-terminal.js';

export async function get(
  { key, revision: wantsRevision, json }: DataCommandOf<'get'>,
  target: DataTarget,
  { output, columns }: DocumentTerminal,
): Promise<void> {
  const document = await target.get(key);
  if (document === undefined) {
    const message = `there is no document ${JSON.stringify(key)}`;
    throw new StartupError('DOCUMENT_NOT_FOUND', exitCodes.missing, message);
  }
  const { value, revision, expires } = document;
  if (wantsRevision) output.add(`${revision}\n`);
  else if (json) {
    const at = expires === undefined ? '' : `,"expires":"${expires.toISOString()}"`;
    output.add(`{"key":${JSON.stringify(key)},"revision":"${revision}"${at},"value":`);
    output.add(onOneLine(Buffer.from(value)));
    output.add('}\n');
  } else {
    output.add(value);
    // The prompt of a terminal should not stand behind the value. Anything else gets the value and nothing more.
    if (columns !== undefined) output.add('\n');
  }
  await output.flush();
}
