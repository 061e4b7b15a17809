import { createReadStream, statSync } from 'node:fs';
import { addAbortSignal, Readable } from 'node:stream';
import { type TextSource } from '../../config/data-command.js';
import { configError, exitCodes, StartupError } from '../../config/startup-error.js';
import { cancelled } from './cancelled.js';

/** LIMIT: what is read of a value at the most: no store takes a larger one. */
const VALUE_BYTES_MAX = 64 * 1024 * 1024;

/** Where a text comes from, and how long it is; 0 where nobody knows. */
export interface Input {
  readonly bytesAll: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

export function inputOf(
  source: TextSource,
  signal: AbortSignal,
  stdin: Readable & { readonly isTTY?: boolean } = process.stdin,
): Input {
  switch (source.kind) {
    case 'text': {
      const bytes = Buffer.from(source.text);
      return { bytesAll: bytes.length, pieces: readOn(Readable.from([bytes]), '--value', signal) };
    }
    case 'file': {
      const size = statSync(source.path, { throwIfNoEntry: false })?.size ?? 0;
      return { bytesAll: size, pieces: readOn(createReadStream(source.path), source.path, signal) };
    }
    case 'stdin':
      if (stdin.isTTY === true && !source.isNamed) {
        throw configError('name a file, say --value TEXT, or pipe the text in; - reads what you type');
      }
      return { bytesAll: 0, pieces: readOn(stdin, 'standard input', signal) };
  }
}

/** The whole text of one value. */
export async function readValue(source: TextSource, signal: AbortSignal): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of inputOf(source, signal).pieces) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes <= VALUE_BYTES_MAX) continue;
    const message = `the value is larger than ${VALUE_BYTES_MAX} bytes, the most that a store can be told to take`;
    throw new StartupError('VALUE_TOO_LARGE', exitCodes.failed, message);
  }
  return Buffer.concat(pieces);
}

async function* readOn(
  stream: Readable,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const piece of addAbortSignal(signal, stream)) yield piece as Uint8Array;
  } catch (error) {
    if (signal.aborted) throw cancelled();
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new StartupError('IO', exitCodes.failed, `${name} cannot be read: ${reason}`, { cause: error });
  }
}
