import { type DataCommandOf } from '../../config/data-command.js';
import { type DataTarget } from './data-target.js';
import { type DocumentTerminal } from './document-terminal.js';
import { readValue } from './input.js';
import { printRevision } from './written.js';

export async function patch(
  { key, source, when, type, json }: DataCommandOf<'patch'>,
  target: DataTarget,
  { signal, output }: DocumentTerminal,
): Promise<void> {
  const text = await readValue(source, signal);
  await printRevision(await target.patch(key, text, { ...when, type }), json, output);
}
