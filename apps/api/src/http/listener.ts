import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { type Config } from '../config/config.js';
import { type ListenUrl } from '../config/listen-url.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { type Logger } from '../logging/logger.js';
import { answerByHand, answerClientError } from '../problem/client-error.js';
import { RequestError } from '../problem/request-error.js';
import { Admission, type ConnectionCounts } from './admission.js';
import { Connection } from './connection.js';
import { StallWatch } from './stall-watch.js';
import { toOriginForm } from './target.js';

/** How often connections that have become idle are looked for while the server drains. */
const IDLE_CHECK_MS = 20;

/** Longer than the usual minute of a reverse proxy, so that it is the proxy that ends an idle connection. */
const KEEP_ALIVE_MS = 72_000;

/** LIMIT: the headers of a request, 16 KiB at most, have so long to arrive. A body has as long as it needs, while more of it comes. */
const HEADERS_MS_MAX = 60_000;
const HEADERS_CHECK_MS = 5_000;

/** The sockets the server listens on: one for each address of each URL, all in front of one application. */
export class Listener {
  /** The URLs with the ports that were really bound. */
  readonly urls: string[] = [];
  readonly #servers: Server[] = [];
  readonly #connections = new WeakMap<Socket, Connection>();
  readonly #handler: RequestListener;
  readonly #logger: Logger;
  readonly #watch: StallWatch;
  readonly #admission: Admission;

  private constructor(stallMsMax: number, admission: Admission, handler: RequestListener, logger: Logger) {
    this.#handler = handler;
    this.#logger = logger;
    this.#watch = new StallWatch(stallMsMax, logger);
    this.#admission = admission;
  }

  /** Listens on all of the URLs, or on none and throws. */
  static async open(
    { urls, stallSeconds, connectionsMax }: Pick<Config, 'urls' | 'stallSeconds' | 'connectionsMax'>,
    handler: RequestListener,
    counts: ConnectionCounts,
    logger: Logger,
  ): Promise<Listener> {
    const admission = new Admission(connectionsMax, counts, logger);
    const listener = new Listener(stallSeconds * 1000, admission, handler, logger);
    try {
      for (const url of urls) await listener.#listen(url);
    } catch (error) {
      await listener.close(0);
      throw error;
    }
    return listener;
  }

  /** Accepts nothing new, waits for requests in flight, then cuts what is left. Resolves with the number of servers that had to be cut. */
  async close(drainMs: number): Promise<{ readonly cut: number }> {
    const open = new Set(this.#servers.filter((server) => server.listening));
    const closed = [...open].map(
      (server) => new Promise<void>((resolve) => server.close(() => (open.delete(server), resolve()))),
    );
    // A connection is idle only after its answer went out, and Node closes idle ones only once, when the closing begins.
    const idleCheck = setInterval(() => open.forEach((server) => server.closeIdleConnections()), IDLE_CHECK_MS);
    let cut = 0;
    const deadline = setTimeout(() => {
      cut = open.size;
      open.forEach((server) => server.closeAllConnections());
    }, drainMs);
    await Promise.all(closed);
    clearInterval(idleCheck);
    clearTimeout(deadline);
    this.#watch.close();
    return { cut };
  }

  async #listen(url: ListenUrl): Promise<void> {
    let { port } = url;
    for (const [index, address] of url.addresses.entries()) {
      try {
        port = await this.#bind(address, port);
      } catch (error) {
        // `localhost` is served by whichever of its addresses the machine has.
        if (index > 0 && hasNoSuchAddress(error)) continue;
        throw listenError(url, error as NodeJS.ErrnoException);
      }
    }
    this.urls.push(`http://${url.host}:${port}`);
  }

  #bind(host: string, port: number): Promise<number> {
    const server = createServer({
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_MS_MAX,
      connectionsCheckingInterval: HEADERS_CHECK_MS,
      requestTimeout: 0,
      requireHostHeader: false,
    });
    this.#answerOn(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        this.#servers.push(server);
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  /** Every request goes the same way, also one that Node would answer by itself. */
  #answerOn(server: Server & { httpAllowHalfOpen?: boolean }): void {
    // A client that says nothing more may still want its answers.
    server.httpAllowHalfOpen = true;
    server.on('connection', (socket) => {
      // Whether it is let in or not: what it sends goes the same way.
      const connection = this.#connectionOf(socket);
      this.#admission.admit(connection);
    });
    const take: RequestListener = (request, response) => {
      toOriginForm(request);
      this.#connectionOf(request.socket).take(request, response);
    };
    server.on('request', take).on('checkContinue', take).on('checkExpectation', take);
    const refuse = (socket: Socket, answer: () => void): void => this.#connectionOf(socket).endWith(answer);
    server.on('clientError', (error, socket) => {
      refuse(socket as Socket, () => answerClientError(error, socket, this.#logger));
    });
    server.on('connect', (request, socket) => {
      const error = new RequestError('METHOD_NOT_ALLOWED', 'the server is no proxy: it takes no CONNECT', {
        allow: '',
      });
      socket.on('error', () => undefined);
      // Node reads no more of it, and would not hear that the client has gone.
      socket.resume();
      refuse(request.socket, () => answerByHand(error, socket, this.#logger));
    });
  }

  #connectionOf(socket: Socket): Connection {
    let connection = this.#connections.get(socket);
    if (connection === undefined) {
      connection = new Connection(socket, this.#handler);
      this.#connections.set(socket, connection);
      this.#watch.add(connection);
    }
    return connection;
  }
}

function hasNoSuchAddress(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function listenError(url: ListenUrl, error: NodeJS.ErrnoException): StartupError {
  const where = `http://${url.host}:${url.port}`;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `${where} is taken by another program: stop it, or choose another port with --urls`,
    EACCES: `${where}: this user may not listen on port ${url.port}; choose one above 1023 with --urls`,
    EADDRNOTAVAIL: `${where}: this machine has no such address`,
    ENOTFOUND: `${where}: there is no such host`,
  };
  const reason = reasons[error.code ?? ''] ?? `${where} cannot be listened on: ${error.message}`;
  return new StartupError('LISTEN_FAILED', exitCodes.listen, reason, { cause: error });
}
