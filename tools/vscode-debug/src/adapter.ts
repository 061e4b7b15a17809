import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Arguments, Body, DapMessage } from './protocol/dap.ts';
import { encodeMessage, MessageReader } from './protocol/message-stream.ts';
import { Requests } from './session/requests.ts';

/** The debug adapter as a process: DAP on standard input and output. */
const here = import.meta.dirname;
const pluginFolder = [join(here, 'lldb_ts'), join(here, '..', '..', 'lldb-ts', 'lldb_ts')].find((folder) =>
  existsSync(folder),
);

let seq = 1;
const write = (message: Body): void => {
  process.stdout.write(encodeMessage({ seq: seq++, ...message }));
};

const requests = new Requests(
  (event, body) => write({ type: 'event', event, ...(body && { body }) }),
  pluginFolder ?? 'lldb_ts',
);

async function answer(request_seq: number, command: string, args: Arguments): Promise<void> {
  const response = { type: 'response', request_seq, command };
  try {
    const body = await requests.handle(command, args);
    write({ ...response, success: true, ...(body && { body }) });
  } catch (error) {
    const message = (error as Error).message;
    write({
      ...response,
      success: false,
      message,
      body: { error: { id: 1, format: message, showUser: command === 'launch' || command === 'attach' } },
    });
  }
  if (command === 'disconnect') process.exit(0);
}

const reader = new MessageReader<DapMessage>((message) => {
  if (message.type === 'request') void answer(message.seq, message.command, message.arguments ?? {});
});

process.stdin.on('data', (chunk: Buffer) => reader.push(chunk));
// A client that goes away without a word leaves nothing behind, either.
process.stdin.on('end', () => void requests.handle('disconnect', {}).finally(() => process.exit(0)));
