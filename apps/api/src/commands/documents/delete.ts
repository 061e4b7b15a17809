import { type DataCommandOf } from '../../config/data-command.js';
import { type DataTarget } from './data-target.js';
import { type DocumentTerminal } from './document-terminal.js';
import { printRevision } from './written.js';

export async function remove(
  { key, when, json }: DataCommandOf<'delete'>,
  target: DataTarget,
  { output }: DocumentTerminal,
): Promise<void> {
  await printRevision(await target.remove(key, when), json, output);
}
