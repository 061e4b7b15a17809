import { type Socket } from 'node:net';
import { type Logger } from '../logging/logger.js';
import { writeByHand } from '../problem/client-error.js';
import { RequestError } from '../problem/request-error.js';
import { type OpenConnections } from './open-connections.js';

/** Connections: those that are open, all so far, and those that were refused. */
export interface ConnectionCounts {
  open: number;
  accepted: number;
  refused: number;
}

/** LIMIT: refused clients that have not hung up yet. Beyond that nobody is told why. */
const REFUSED_MAX = 256;

/** How often the log says that connections are refused, while they are. */
const LOG_MS_MIN = 10_000;

/** Lets connections in up to a bound, and tells the others why not. */
export class Admission {
  readonly #openMax: number;
  readonly #open: OpenConnections;
  readonly #counts: ConnectionCounts;
  readonly #logger: Logger;
  #refusedNow = 0;
  #loggedAt = -Infinity;

  constructor(openMax: number, open: OpenConnections, counts: ConnectionCounts, logger: Logger) {
    this.#openMax = openMax;
    this.#open = open;
    this.#counts = counts;
    this.#logger = logger;
  }

  /** Lets a connection in, or hangs up on it. `canTell` says whether it can be told why by then. */
  admit(socket: Socket, canTell: boolean): void {
    const counts = this.#counts;
    if (!this.#open.take(this.#openMax)) {
      this.#refuse(socket, canTell);
      return;
    }
    counts.open++;
    counts.accepted++;
    socket.once('close', () => {
      counts.open--;
      this.#open.give();
    });
  }

  #refuse(socket: Socket, canTell: boolean): void {
    this.#counts.refused++;
    this.#log();
    if (!canTell || this.#refusedNow >= REFUSED_MAX) {
      socket.destroy();
      return;
    }
    this.#refusedNow++;
    socket.once('close', () => this.#refusedNow--);
    const message = `the server has ${this.#openMax} connections open, as many as it may: try again`;
    writeByHand(new RequestError('CONNECTIONS_FULL', message), socket);
  }

  #log(): void {
    const now = performance.now();
    if (now - this.#loggedAt < LOG_MS_MIN) return;
    this.#loggedAt = now;
    const { refused } = this.#counts;
    this.#logger.warn({ refused, connectionsMax: this.#openMax }, 'Connections are refused: too many are open');
  }
}
