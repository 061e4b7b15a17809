declare module 'node:http' {
  interface IncomingMessage {
    /** What HTTP/2 knows of a request that came over it: there its socket is shared with others, and is none of its business. */
    http2?: Http2Exchange;
  }
}

/** One request and its answer on a stream of HTTP/2. */
export interface Http2Exchange {
  /** Of the client. The connection does not tell any more when the stream has ended. */
  readonly remoteAddress: string | undefined;
  /** Bytes of the answer's body so far, also those that the client has not taken yet. */
  readonly bytesWritten: number;
  /** Those that it has not taken yet. */
  readonly waitingBytes: number;
}

/** What is given at once to a stream of HTTP/2, which tells of a piece only when the client has taken all of it. */
export const HTTP2_PIECE_BYTES = 16 * 1024;
