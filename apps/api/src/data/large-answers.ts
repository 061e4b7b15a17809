import { type FastifyReply } from 'fastify';
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

  constructor(bytesMax: number, waitMsMax: number) {
    this.memory = new SharedMemory(bytesMax, waitMsMax);
  }

  /** Sends a text that was just read. While it has to wait for memory it is forgotten, and `readAgain` reads it afterwards. */
  send(text: string, readAgain: () => string, reply: FastifyReply): Promise<void> {
    const bytes = Buffer.byteLength(text);
    const free = this.memory.takeNow(bytes);
    let kept = free === undefined ? undefined : text;
    const read = (): string => {
      const given = kept ?? readAgain();
      kept = undefined;
      return given;
    };
    return sendChunks(wholeOf(read, free ?? this.memory.take(bytes), reply), reply);
  }
}

/** A text as one chunk, once there is room for it. */
async function* wholeOf(
  read: () => string,
  room: Disposable | Promise<Disposable>,
  reply: FastifyReply,
): AsyncGenerator<Uint8Array, void, undefined> {
  using _ = await room;
  const bytes = Buffer.from(read());
  reply.header('content-length', bytes.length);
  yield bytes;
}
