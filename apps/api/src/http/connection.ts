import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { noteAddresses } from './client-address.js';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * The requests of one connection, one at a time and in the order in which they came, however many the client sends ahead
 * (RFC 9112, 9.3.2): a write that follows another sees what that one did. It also bounds what a connection holds: one
 * answer, and what the system has already read of the requests behind it.
 */
export class Connection {
  readonly socket: Socket;
  readonly #handle: RequestListener;
  readonly #waiting: Exchange[] = [];
  #current: Exchange | undefined;
  #latest: IncomingMessage | undefined;
  #end: (() => void) | undefined;

  constructor(socket: Socket, handle: RequestListener) {
    this.socket = socket;
    this.#handle = handle;
    noteAddresses(socket);
  }

  /** The request that is being answered. */
  get current(): IncomingMessage | undefined {
    return this.#current?.request;
  }

  /** Whether the rest of a body still comes, although its request was answered. */
  get receivesRest(): boolean {
    return this.#current === undefined && this.#latest?.complete === false;
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    // It has had its last answer. What comes after that is of no connection any more.
    if (this.socket.writableEnded) return;
    this.#latest = request;
    const exchange = { request, response };
    if (this.#current === undefined) {
      this.#begin(exchange);
      return;
    }
    this.#waiting.push(exchange);
    // More is read when these have been answered, so that nobody fills the memory with requests.
    this.socket.pause();
  }

  /**
   * Ends a connection on which nothing more can be read, by an answer that says why. The answers to the requests before go
   * out first. A request that was answered while its body still came has its answer, and gets no second one.
   */
  endWith(answer: () => void): void {
    const broken = this.#waiting.findIndex(({ request }) => !request.complete);
    if (broken !== -1) this.#waiting.splice(broken);
    const current = this.#current;
    if (current?.request.complete === true) this.#end = answer;
    else if (this.receivesRest || current?.response.headersSent === true) this.socket.destroy();
    else answer();
  }

  #begin(exchange: Exchange): void {
    this.#current = exchange;
    // It closes once, and to be told so `once` costs each request a wrapper.
    exchange.response.on('close', this.#next);
    this.#handle(exchange.request, exchange.response);
  }

  readonly #next = (): void => {
    this.#current = undefined;
    const { socket } = this;
    if (socket.destroyed || socket.writableEnded) {
      this.#waiting.length = 0;
      return;
    }
    const next = this.#waiting.shift();
    if (next !== undefined) {
      if (this.#waiting.length === 0 && this.#end === undefined) socket.resume();
      this.#begin(next);
    } else this.#end?.();
  };
}
