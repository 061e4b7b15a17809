import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Asks a program beside the server to end, if it has not, and waits until it has. */
export async function endProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'close');
}
