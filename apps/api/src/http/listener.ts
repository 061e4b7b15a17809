import { type RequestListener, type Server } from 'node:http';
import { type Server as SecureServer } from 'node:https';
import { type AddressInfo, type Socket } from 'node:net';
import { type TLSSocket } from 'node:tls';
import { type Config } from '../config/config.js';
import {
  type ListenUrl,
  listenUrlText,
  parseListenUrl,
  refuseOpenUrls,
  type TcpUrl,
  type UnixUrl,
} from '../config/listen-url.js';
import { type Logger } from '../logging/logger.js';
import { answerByHand, answerClientError } from '../problem/client-error.js';
import { RequestError } from '../problem/request-error.js';
import { handedPath } from '../systemd/handed-path.js';
import { handedSockets } from '../systemd/handed-sockets.js';
import { Admission, type ConnectionCounts } from './admission.js';
import { type Certificate } from './certificate.js';
import { Connection } from './connection.js';
import { createHttpServer } from './http-server.js';
import { type Http2Sessions } from './http2-sessions.js';
import { listenError } from './listen-error.js';
import { freePort, listenAtPath, listenOn } from './listen-on.js';
import { type OpenConnections, OwnConnections } from './open-connections.js';
import { StallWatch } from './stall-watch.js';
import { toOriginForm } from './target.js';

/** How often connections that have become idle are looked for while the server drains. */
const IDLE_CHECK_MS = 20;

/** What of the configuration is the listener's. */
export type ListenerConfig = Pick<Config, 'urls' | 'stallSeconds' | 'connectionsMax' | 'socketMode' | 'insecure'>;

/** Which of the event loops that listen on the same ports this one is: the first one finds the ports, the others join it. */
export type PortSharing = 'first' | 'joins';

/** What a listener is opened in. */
export interface ListenerSurroundings {
  /** Where its connections are counted. */
  readonly counts: ConnectionCounts;
  /** What its `https://` URLs show. */
  readonly certificate: Certificate | undefined;
  readonly logger: Logger;
  /** Where the connections of all listeners with one bound are counted; its own where it has one alone. */
  readonly open?: OpenConnections;
  /** None: nobody else listens on its ports. */
  readonly sharing?: PortSharing | undefined;
}

/** The sockets the server listens on: one for each address of each URL, all in front of one application. */
export class Listener {
  /** The URLs with the ports that were really bound. */
  readonly urls: string[] = [];
  /** Those of them that others may listen on as well. */
  readonly shared: TcpUrl[] = [];
  readonly #servers: (Server | SecureServer)[] = [];
  readonly #connections = new WeakMap<Socket, Connection>();
  /** What lies below TLS. Node does not know of a connection as one of HTTP before its keys are agreed on. */
  readonly #below = new Set<Socket>();
  readonly #handler: RequestListener;
  readonly #logger: Logger;
  readonly #watch: StallWatch;
  readonly #admission: Admission;
  /** Those who speak HTTP/2; undefined where no URL has TLS, above which it is chosen. */
  #http2: Http2Sessions | undefined;

  readonly #certificate: Certificate | undefined;
  readonly #socketMode: number;
  readonly #insecure: boolean;
  readonly #sharing: PortSharing | undefined;

  private constructor(
    { stallSeconds, connectionsMax, socketMode, insecure }: ListenerConfig,
    handler: RequestListener,
    { counts, certificate, logger, open = new OwnConnections(), sharing }: ListenerSurroundings,
  ) {
    this.#handler = handler;
    this.#logger = logger;
    this.#watch = new StallWatch(stallSeconds * 1000, logger);
    this.#admission = new Admission(connectionsMax, open, counts, logger);
    this.#certificate = certificate;
    this.#socketMode = parseInt(socketMode, 8);
    this.#insecure = insecure;
    this.#sharing = sharing;
  }

  /** Listens on all of the URLs, or on none and throws. */
  static async open(
    config: ListenerConfig,
    handler: RequestListener,
    surroundings: ListenerSurroundings,
  ): Promise<Listener> {
    const listener = new Listener(config, handler, surroundings);
    try {
      if (config.urls.some(({ secure }) => secure)) await listener.#speakHttp2();
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
    this.#http2?.close();
    // A connection is idle only after its answer went out, and Node closes idle ones only once, when the closing begins.
    const idleCheck = setInterval(() => open.forEach((server) => server.closeIdleConnections()), IDLE_CHECK_MS);
    let cut = 0;
    const deadline = setTimeout(() => {
      cut = open.size;
      open.forEach((server) => server.closeAllConnections());
      this.#below.forEach((socket) => socket.destroy());
    }, drainMs);
    await Promise.all(closed);
    clearInterval(idleCheck);
    clearTimeout(deadline);
    this.#watch.close();
    return { cut };
  }

  async #listen(url: ListenUrl): Promise<void> {
    try {
      if (url.kind === 'tcp') await this.#listenOnAddresses(url);
      else if (url.kind === 'unix') await this.#listenAtPath(url);
      else await this.#listenOnHanded();
    } catch (error) {
      throw listenError(url, error);
    }
  }

  async #listenOnAddresses(url: TcpUrl): Promise<void> {
    let { port } = url;
    for (const [index, host] of url.addresses.entries()) {
      try {
        const reusePort = this.#sharing !== undefined;
        // The system would let us share a port with another server just as well as with ourselves.
        if (this.#sharing === 'first') port = await freePort(host, port);
        const address = await listenOn(this.#server(url.secure), { host, port, reusePort });
        ({ port } = address as AddressInfo);
      } catch (error) {
        // `localhost` is served by whichever of its addresses the machine has.
        if (index === 0 || !hasNoSuchAddress(error)) throw error;
      }
    }
    this.urls.push(listenUrlText(url, port));
    this.shared.push({ ...url, port });
  }

  async #listenAtPath(url: UnixUrl): Promise<void> {
    await listenAtPath(this.#server(false), url.path, this.#socketMode);
    this.urls.push(listenUrlText(url));
  }

  /** What was opened by somebody else is held to the same rule, once it shows what it is. */
  async #listenOnHanded(): Promise<void> {
    for (const fd of handedSockets()) {
      const address = await listenOn(this.#server(false), { fd });
      const url = parseListenUrl(handedUrl(fd, address));
      refuseOpenUrls([url], this.#insecure);
      this.urls.push(listenUrlText(url));
    }
  }

  /** A server that listens on nothing yet. */
  #server(secure: boolean): Server | SecureServer {
    const server = createHttpServer(secure ? this.#certificate : undefined);
    this.#letIn(server, secure);
    this.#answerOn(server);
    this.#servers.push(server);
    return server;
  }

  /** Counts connections as they come, and knows them from then on whose bytes are HTTP. */
  #letIn(server: Server | SecureServer, secure: boolean): void {
    server.on('connection', (socket) => {
      // Whether it is let in or not: what it sends goes the same way.
      if (secure) this.#below.add(socket.once('close', () => this.#below.delete(socket)));
      else this.#connectionOf(socket);
      // What has not agreed on keys yet cannot be told anything.
      this.#admission.admit(socket, !secure);
    });
    if (secure) this.#letInSecurely(server);
  }

  /** Above TLS a client says which version it speaks. */
  #letInSecurely(server: Server | SecureServer): void {
    const [speakHttp1] = server.listeners('secureConnection') as ((this: unknown, socket: TLSSocket) => void)[];
    server.removeAllListeners('secureConnection');
    server.on('secureConnection', (socket: TLSSocket) => {
      if (socket.alpnProtocol === 'h2') {
        this.#http2?.open(socket);
        return;
      }
      speakHttp1?.call(server, socket);
      this.#connectionOf(socket);
    });
  }

  async #speakHttp2(): Promise<void> {
    // Loaded where it is spoken alone.
    const { Http2Sessions } = await import('./http2-sessions.js');
    this.#http2 = new Http2Sessions(this.#handler, this.#watch);
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

/** Of what was handed over a Unix socket has no address that Node knows. */
function handedUrl(fd: number, address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') {
    const path = address ?? handedPath(fd);
    return path === undefined ? 'systemd:' : `unix:${path}`;
  }
  const { address: host, port, family } = address;
  return `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
}
