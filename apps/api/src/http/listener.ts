import { type RequestListener, type Server } from 'node:http';
import { type Server as SecureServer } from 'node:https';
import { type AddressInfo, type Socket } from 'node:net';
import { type Config } from '../config/config.js';
import { type ListenUrl, listenUrlText } from '../config/listen-url.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { type Logger } from '../logging/logger.js';
import { answerByHand, answerClientError } from '../problem/client-error.js';
import { RequestError } from '../problem/request-error.js';
import { Admission, type ConnectionCounts } from './admission.js';
import { type Certificate } from './certificate.js';
import { Connection } from './connection.js';
import { createHttpServer } from './http-server.js';
import { StallWatch } from './stall-watch.js';
import { toOriginForm } from './target.js';

/** How often connections that have become idle are looked for while the server drains. */
const IDLE_CHECK_MS = 20;

/** What a listener is opened in. */
export interface ListenerSurroundings {
  /** Where its connections are counted. */
  readonly counts: ConnectionCounts;
  /** What its `https://` URLs show. */
  readonly certificate: Certificate | undefined;
  readonly logger: Logger;
}

/** The sockets the server listens on: one for each address of each URL, all in front of one application. */
export class Listener {
  /** The URLs with the ports that were really bound. */
  readonly urls: string[] = [];
  readonly #servers: (Server | SecureServer)[] = [];
  readonly #connections = new WeakMap<Socket, Connection>();
  readonly #handler: RequestListener;
  readonly #logger: Logger;
  readonly #watch: StallWatch;
  readonly #admission: Admission;

  readonly #certificate: Certificate | undefined;

  private constructor(
    { stallSeconds, connectionsMax }: Pick<Config, 'stallSeconds' | 'connectionsMax'>,
    handler: RequestListener,
    { counts, certificate, logger }: ListenerSurroundings,
  ) {
    this.#handler = handler;
    this.#logger = logger;
    this.#watch = new StallWatch(stallSeconds * 1000, logger);
    this.#admission = new Admission(connectionsMax, counts, logger);
    this.#certificate = certificate;
  }

  /** Listens on all of the URLs, or on none and throws. */
  static async open(
    config: Pick<Config, 'urls' | 'stallSeconds' | 'connectionsMax'>,
    handler: RequestListener,
    surroundings: ListenerSurroundings,
  ): Promise<Listener> {
    const listener = new Listener(config, handler, surroundings);
    try {
      for (const url of config.urls) await listener.#listen(url);
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
        port = await this.#bind(address, port, url.secure);
      } catch (error) {
        // `localhost` is served by whichever of its addresses the machine has.
        if (index > 0 && hasNoSuchAddress(error)) continue;
        throw listenError(url, error as NodeJS.ErrnoException);
      }
    }
    this.urls.push(listenUrlText(url, port));
  }

  #bind(host: string, port: number, secure: boolean): Promise<number> {
    const server = createHttpServer(secure ? this.#certificate : undefined);
    this.#letIn(server, secure);
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

  /** Counts connections as they come, and knows them from then on whose bytes are HTTP. */
  #letIn(server: Server | SecureServer, secure: boolean): void {
    server.on('connection', (socket) => {
      // Whether it is let in or not: what it sends goes the same way.
      if (!secure) this.#connectionOf(socket);
      // What has not agreed on keys yet cannot be told anything.
      this.#admission.admit(socket, !secure);
    });
    if (secure) server.on('secureConnection', (socket) => this.#connectionOf(socket));
  }

  /** Every request goes the same way, also one that Node would answer by itself. */
  #answerOn(server: (Server | SecureServer) & { httpAllowHalfOpen?: boolean }): void {
    // A client that says nothing more may still want its answers.
    server.httpAllowHalfOpen = true;
    const take: RequestListener = (request, response) => {
      toOriginForm(request);
      this.#connectionOf(request.socket).take(request, response);
    };
    server.on('request', take).on('checkContinue', take).on('checkExpectation', take);
    const refuse = (socket: Socket, answer: () => void): void => this.#connectionOf(socket).endWith(answer);
    server.on('clientError', (error, socket) => {
      // Without keys there is no connection: nothing can be told to a client that does not speak TLS.
      if (!this.#connections.has(socket as Socket)) socket.destroy();
      else refuse(socket as Socket, () => answerClientError(error, socket, this.#logger));
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
  const where = listenUrlText(url, url.port);
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `${where} is taken by another program: stop it, or choose another port with --urls`,
    EACCES: `${where}: this user may not listen on port ${url.port}; choose one above 1023 with --urls`,
    EADDRNOTAVAIL: `${where}: this machine has no such address`,
    ENOTFOUND: `${where}: there is no such host`,
  };
  const reason = reasons[error.code ?? ''] ?? `${where} cannot be listened on: ${error.message}`;
  return new StartupError('LISTEN_FAILED', exitCodes.listen, reason, { cause: error });
}
