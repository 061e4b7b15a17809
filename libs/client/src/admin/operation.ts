import { type OperationFailure, type OperationProgress } from '@bimetal/contract';
import { ClientError } from '../client-error.js';
import { readJson } from '../read-json.js';
import { streamedText } from '../streamed-text.js';
import { type CallOptions, type Transport } from '../transport.js';

/** How long work is asked for. */
export interface OperationOptions extends Pick<CallOptions, 'signal'> {
  /** Told some times a second how far it has come. */
  readonly onProgress?: ((progress: OperationProgress) => void) | undefined;
}

type ProgressLine = { readonly progress: OperationProgress };
type FailedLine = { readonly failed: OperationFailure };

/** LIMIT: the server tells of progress some times a second, but for the end of a backup, which waits for the disk. */
const SILENCE_MS_MAX = 120_000;

/**
 * Asks for long work, and gives the lines that it tells but for its progress. Whoever ends the signal, or takes no more, ends the work
 * itself. Fails with the code of what ended it, and with UNREACHABLE where the lines break off.
 */
export async function* operationLines<L extends object>(
  transport: Transport,
  path: string,
  { signal, onProgress }: OperationOptions,
): AsyncGenerator<Exclude<L, ProgressLine | FailedLine>, void, undefined> {
  const headers = { accept: 'application/x-ndjson' };
  const pieces = streamedText(transport, path, { method: 'POST', headers, signal, silenceMs: SILENCE_MS_MAX });
  for await (const text of linesOf(pieces)) {
    const line = readJson<ProgressLine | FailedLine | Exclude<L, ProgressLine | FailedLine>>(text);
    if ('failed' in line) throw new ClientError(line.failed.code, line.failed.reason, { status: 200 });
    if ('progress' in line) onProgress?.(line.progress);
    else yield line;
  }
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
