import { type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { type Logger } from '../logging/logger.js';
import { Unacknowledged } from './unacknowledged.js';

/** How often a connection is looked at within the time that it may stand still; more often when that time is long. */
const LOOKS_MIN = 4;
const LOOK_MS_MAX = 5000;

/**
 * LIMIT: who takes this much a second on the whole takes steadily, also if it takes much at once and then rests: curl with
 * --limit-rate takes ten megabytes and makes up for them. Of what was taken, so much counts.
 */
const STEADY_BYTES_PER_SECOND = 32 * 1024;
const AHEAD_BYTES_MAX = 16 * 1024 * 1024;

/** What is watched: a connection, or a stream of one. */
export interface Watched {
  /** Whether the rest of a body still comes, although its request was answered. */
  readonly receivesRest: boolean;
  /** The request that is being answered. */
  readonly current: Pick<IncomingMessage, 'traceId'> | undefined;
  readonly socket: Pick<Socket, 'bytesRead' | 'bytesWritten' | 'writableLength' | 'localPort' | 'remotePort'> & {
    destroy(): unknown;
    once(event: 'close', listener: () => void): unknown;
  };
}

/** What a connection had done when it was seen to move for the last time, and what it was seen to do since. */
interface Seen {
  readonly bytes: number;
  /** How far it is ahead of a steady reader. */
  ahead: number;
  /** How often it was seen to stand still since it was not ahead any more. */
  looks: number;
}

/**
 * Cuts off connections that stand still for too long while the server waits for their other side: to take more of an answer,
 * or to send the rest of a body that nobody reads. Every byte that moves counts as life. Looks are counted, not time: while
 * the server itself is too busy to look, nobody stands still. A watch over all costs a request nothing, unlike a timer for each.
 */
export class StallWatch {
  readonly #stallMsMax: number;
  readonly #looksMax: number;
  readonly #steadyBytes: number;
  readonly #logger: Logger;
  readonly #seen = new Map<Watched, Seen>();
  readonly #timer: NodeJS.Timeout;

  constructor(stallMsMax: number, logger: Logger) {
    this.#stallMsMax = stallMsMax;
    this.#logger = logger;
    this.#looksMax = Math.max(LOOKS_MIN, Math.ceil(stallMsMax / LOOK_MS_MAX));
    const lookMs = stallMsMax / this.#looksMax;
    this.#steadyBytes = (lookMs / 1000) * STEADY_BYTES_PER_SECOND;
    this.#timer = setInterval(() => this.#look(), lookMs).unref();
  }

  add(connection: Watched): void {
    this.#seen.set(connection, { bytes: 0, ahead: 0, looks: 0 });
    connection.socket.once('close', () => this.#seen.delete(connection));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const unacknowledged = new Unacknowledged();
    for (const [connection, seen] of this.#seen) {
      const { socket } = connection;
      const takes = socket.writableLength > 0;
      const given = socket.bytesRead + socket.bytesWritten - socket.writableLength;
      const bytes = takes ? given - (unacknowledged.of(socket) ?? 0) : given;
      if (!(takes || connection.receivesRest)) {
        this.#seen.set(connection, { bytes, ahead: 0, looks: 0 });
      } else if (bytes !== seen.bytes) {
        const ahead = Math.max(0, seen.ahead + bytes - seen.bytes - this.#steadyBytes);
        this.#seen.set(connection, { bytes, ahead: Math.min(ahead, AHEAD_BYTES_MAX), looks: 0 });
      } else if (seen.ahead > 0) {
        seen.ahead -= this.#steadyBytes;
      } else if (++seen.looks >= this.#looksMax) {
        this.#cutOff(connection, takes ? 'takes' : 'sends');
      }
    }
  }

  #cutOff({ socket, current }: Watched, what: 'takes' | 'sends'): void {
    const traceId = current?.traceId;
    const party = what === 'takes' ? 'reader' : 'writer';
    this.#logger.info({ traceId, stallMsMax: this.#stallMsMax }, `cut off a ${party} that ${what} nothing`);
    socket.destroy();
  }
}
