import { type FastifyReply } from 'fastify';
import { type Coding } from '../compression/coding.js';
import { type Compression } from '../compression/compression.js';
import { SharedMemory, SMALL_BYTES } from '../http/shared-memory.js';
import { sendChunks } from './send-chunks.js';

/** Whether a text is too large to be handed to the system at once, whoever reads it how slowly. */
export function isLarge(text: string): boolean {
  return text.length > SMALL_BYTES;
}

/** Sends large texts. All that are on their way, to however many readers, share one bound of memory. */
export class LargeAnswers {
  /** What chunks that are larger than usual take their room from. */
  readonly memory: SharedMemory;
  readonly #compression: Compression;

  constructor(bytesMax: number, waitMsMax: number, compression: Compression) {
    this.#compression = compression;
    this.memory = new SharedMemory(bytesMax, waitMsMax);
  }

  /** Sends a text that was just read. While it has to wait for memory it is forgotten, and `readAgain` reads it afterwards. */
  send(text: string, readAgain: () => string, reply: FastifyReply, coding: Coding | undefined): Promise<void> {
    const bytes = Buffer.byteLength(text);
    const free = this.memory.takeNow(bytes);
    let kept = free === undefined ? undefined : text;
    const read = (): string => {
      const given = kept ?? readAgain();
      kept = undefined;
      return given;
    };
    const room = free ?? this.memory.take(bytes);
    if (coding === undefined) return sendChunks(wholeOf(read, room, reply), reply);
    return sendChunks(this.#compression.chunks(wholeOf(read, room), coding, reply), reply);
  }
}

/** A text as one chunk, once there is room for it. Its length is told where a reply is given. */
async function* wholeOf(
  read: () => string,
  room: Disposable | Promise<Disposable>,
  reply?: FastifyReply,
): AsyncGenerator<Uint8Array, void, undefined> {
  using _ = await room;
  const bytes = Buffer.from(read());
  reply?.header('content-length', bytes.length);
  yield bytes;
}
