import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import {
  constants,
  createServer,
  type Http2Server,
  Http2ServerRequest,
  type Http2Session,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { type TLSSocket } from 'node:tls';
import { asHttp1, Http2Answer } from './http2-messages.js';
import { type StallWatch } from './stall-watch.js';
import { toOriginForm } from './target.js';

/**
 * LIMIT: the streams of one connection. Node refuses one more as long as it has not put away the last that has ended, so that a client
 * should not come to it in the usual course of things.
 */
const STREAMS_MAX = 250;

/** LIMIT: what a client has not taken yet of all answers on one connection. More requests are refused meanwhile, and can be sent again. */
const WAITING_BYTES_MAX = 2 * 1024 * 1024;

/** LIMIT: the headers of a request, as it would send them to a server of HTTP/1.1. */
const HEADER_BYTES_MAX = 16 * 1024;

/** LIMIT: a client may give up so many requests at once, and so many a second afterwards: more is an attack, and ends the connection. */
const RESETS_BURST = 200;
const RESETS_PER_SECOND = 50;

/** LIMIT: what a connection holds for frames and headers in all, in megabytes. */
const SESSION_MEGABYTES_MAX = 10;

/** As long as a connection of HTTP/1.1 is kept on which nothing happens. */
const IDLE_MS_MAX = 72_000;

/**
 * The connections that speak HTTP/2. Their requests go the way of all others, at the same time: what bounds a connection is the number
 * of its streams, and what its client has not taken. A stream that its client does not read is cut off as a
 * connection is, and the connection stays.
 */
export class Http2Sessions {
  readonly #server: Http2Server<
    typeof IncomingMessage,
    typeof ServerResponse,
    typeof Http2ServerRequest,
    typeof Http2Answer
  >;
  /** With the answers that are on their way. */
  readonly #sessions = new Map<Http2Session, Set<Http2Answer>>();
  readonly #handler: RequestListener;
  readonly #watch: StallWatch;

  constructor(handler: RequestListener, watch: StallWatch) {
    this.#handler = handler;
    this.#watch = watch;
    this.#server = createServer({
      Http2ServerRequest,
      Http2ServerResponse: Http2Answer,
      settings: {
        maxConcurrentStreams: STREAMS_MAX,
        maxHeaderListSize: HEADER_BYTES_MAX,
        enableConnectProtocol: false,
      },
      maxSessionMemory: SESSION_MEGABYTES_MAX,
      streamResetBurst: RESETS_BURST,
      streamResetRate: RESETS_PER_SECOND,
    });
    const take = (request: Http2ServerRequest, answer: Http2Answer): void => this.#take(request, answer);
    this.#server.on('request', take).on('checkContinue', take).on('checkExpectation', take);
    this.#server.on('session', (session) => this.#keep(session));
    // What is wrong with a connection ends it, and concerns nobody else.
    this.#server.on('sessionError', () => undefined);
  }

  /** Takes over a connection whose client has chosen HTTP/2. */
  open(socket: TLSSocket): void {
    this.#server.emit('connection', socket);
  }

  /** Tells clients to send nothing more, and closes connections when what was asked for is answered. */
  close(): void {
    for (const session of this.#sessions.keys()) session.close();
  }

  #keep(session: ServerHttp2Session): void {
    this.#sessions.set(session, new Set());
    session.once('close', () => this.#sessions.delete(session));
    session.setTimeout(IDLE_MS_MAX, () => {
      if (this.#sessions.get(session)?.size === 0) session.close();
    });
  }

  #keepAnswer(stream: ServerHttp2Stream, answer: Http2Answer): void {
    const answers = stream.session && this.#sessions.get(stream.session);
    answers?.add(answer);
    stream.once('close', () => answers?.delete(answer));
  }

  #hasRoom(session: Http2Session | undefined): boolean {
    let bytes = 0;
    for (const answer of (session && this.#sessions.get(session)) ?? []) bytes += answer.waitingBytes;
    return bytes <= WAITING_BYTES_MAX;
  }

  #take(request: Http2ServerRequest, answer: Http2Answer): void {
    const { stream } = request;
    stream.on('error', () => undefined);
    if (!this.#hasRoom(stream.session)) {
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      return;
    }
    this.#keepAnswer(stream, answer);
    const raw = asHttp1(request, answer);
    // Whoever is answered before it has sent all of a body need not send the rest (RFC 9113, 8.1).
    if (!stream.endAfterHeaders) {
      stream.once('finish', () => {
        if (!request.complete) stream.close(constants.NGHTTP2_NO_ERROR);
      });
    }
    toOriginForm(raw);
    this.#watch.add({
      receivesRest: false,
      current: raw,
      socket: {
        bytesRead: 0,
        get bytesWritten() {
          return answer.bytesWritten;
        },
        get writableLength() {
          return answer.waitingBytes;
        },
        // What is not acknowledged is the connection's, and not known of a stream.
        localPort: 0,
        remotePort: 0,
        destroy: () => stream.close(constants.NGHTTP2_CANCEL),
        once: (event, listener) => stream.once(event, listener),
      },
    });
    this.#handler(raw, answer as unknown as ServerResponse);
  }
}
