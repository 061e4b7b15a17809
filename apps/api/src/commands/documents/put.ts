import { type DataCommandOf } from '../../config/data-command.js';
import { type DataTarget } from './data-target.js';
import { type DocumentTerminal } from './document-terminal.js';
import { readValue } from './input.js';
import { printRevision } from './written.js';

export async function put(
  { key, source, when, ttlMs, json }: DataCommandOf<'put'>,
  target: DataTarget,
  { signal, output }: DocumentTerminal,
): Promise<void> {
  const value = await readValue(source, signal);
  await printRevision(await target.put(key, value, { ...when, ttlMs }), json, output);
}
