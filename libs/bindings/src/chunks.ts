import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from './abort.js';
import { callbackOf, chunkBytesOf, optionsOf, signalOf } from './argument.js';
import { BufferPool } from './buffer-pool.js';
import { type Cursor } from './cursor.js';
import { type Place } from './text-options.js';

export interface ChunkOptions {
  /** Ends the read: the next step throws ABORTED. */
  readonly signal?: AbortSignal | undefined;
  /** The size of a chunk; 256 KiB by default. A document that does not fit makes one chunk larger. */
  readonly bytes?: number | undefined;
  /** Asked before a chunk is made larger, with its size in bytes; what it gives is disposed of when that chunk was sent. */
  readonly room?: ((bytes: number) => Promise<Disposable>) | undefined;
}

const BYTES_DEFAULT = 256 * 1024;

/** Shared by all reads with chunks of the default size. */
const pool = new BufferPool(BYTES_DEFAULT, 8);

/**
 * The text of a cursor in chunks, and at its end where it stopped. A chunk's buffer belongs to the consumer until it asks for the next, and goes back to
 * the pool at the end, also when the consumer stops early.
 */
export async function* chunksOf(
  open: () => Cursor,
  options: ChunkOptions | undefined,
): AsyncGenerator<Uint8Array, Place | undefined, undefined> {
  const { signal, bytes = BYTES_DEFAULT, room } = optionsOf(options);
  throwIfAborted(signalOf(signal));
  callbackOf('room', room);
  const buffers = bytes === BYTES_DEFAULT ? pool : new BufferPool(chunkBytesOf(bytes), 0);
  const cursor = open();
  const buffer = buffers.take();
  try {
    for (;;) {
      const read = cursor.read(buffer);
      if (read.kind === 'done') {
        return cursor.stoppedBehind;
      }
      if (read.kind === 'too-small') {
        // Not kept: one large document would else hold its memory for all that follow.
        using _ = await room?.(read.needed);
        const large = new Uint8Array(read.needed);
        const again = cursor.read(large);
        if (again.kind === 'filled') {
          yield large.subarray(0, again.bytes);
        }
      } else if (read.kind === 'filled') {
        yield buffer.subarray(0, read.bytes);
      }
      // A long read must not keep the event loop from its timers and sockets, nor from the signal.
      await setImmediate();
      throwIfAborted(signal);
    }
  } finally {
    buffers.give(buffer);
    cursor.close();
  }
}
