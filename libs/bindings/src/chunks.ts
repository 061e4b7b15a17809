import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from './abort.js';
import { BufferPool } from './buffer-pool.js';
import { type Cursor } from './cursor.js';

export interface ChunkOptions {
  /** Ends the read: the next step throws ABORTED. */
  readonly signal?: AbortSignal | undefined;
  /** The size of a chunk; 256 KiB by default. A document that does not fit makes one chunk larger. */
  readonly bytes?: number | undefined;
}

const BYTES_DEFAULT = 256 * 1024;

/** Shared by all reads with chunks of the default size. */
const pool = new BufferPool(BYTES_DEFAULT, 8);

/**
 * The text of a cursor in chunks. A chunk's buffer belongs to the consumer until it asks for the next, and goes back to
 * the pool at the end, also when the consumer stops early.
 */
export async function* chunksOf(
  open: () => Cursor,
  { signal, bytes = BYTES_DEFAULT }: ChunkOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  throwIfAborted(signal);
  const buffers = bytes === BYTES_DEFAULT ? pool : new BufferPool(bytes, 0);
  const cursor = open();
  let buffer = buffers.take();
  try {
    for (;;) {
      const read = cursor.read(buffer);
      if (read.kind === 'done') {
        return;
      }
      if (read.kind === 'too-small') {
        buffers.give(buffer);
        buffer = new Uint8Array(read.needed);
        continue;
      }
      yield buffer.subarray(0, read.bytes);
      // A long read must not keep the event loop from its timers and sockets, nor from the signal.
      await setImmediate();
      throwIfAborted(signal);
    }
  } finally {
    buffers.give(buffer);
    cursor.close();
  }
}
