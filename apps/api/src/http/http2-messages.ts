import { type IncomingMessage } from 'node:http';
import { type Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { RequestError } from '../problem/request-error.js';
import { type Http2Exchange } from './http2-exchange.js';

/** An answer over HTTP/2 that tells what answers over HTTP/1.1 tell. */
export class Http2Answer extends Http2ServerResponse implements Http2Exchange {
  bytesWritten = 0;
  readonly remoteAddress = this.stream.session?.socket.remoteAddress;

  static {
    // Node's types say that it is there, and Node has none.
    Object.defineProperty(this.prototype, 'destroyed', {
      get(this: Http2Answer) {
        return this.stream.destroyed;
      },
    });
  }

  get waitingBytes(): number {
    return this.stream.writableLength;
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- As the overloads that it stands in for.
  override write(chunk: any, ...rest: any[]): boolean {
    this.bytesWritten += typeof chunk === 'string' ? Buffer.byteLength(chunk) : (chunk as Uint8Array).length;
    return super.write(chunk, ...(rest as [BufferEncoding]));
  }
}

/**
 * Makes a request over HTTP/2 say what one over HTTP/1.1 says: its host in the header `Host` (RFC 9113, 8.3.1), and of a body whose length is not
 * told that there is one.
 */
export function asHttp1(request: Http2ServerRequest, answer: Http2Answer): IncomingMessage {
  const raw = request as unknown as IncomingMessage;
  const { headers } = request;
  const { ':authority': authority } = headers;
  raw.http2 = answer;
  if (headers.host === undefined && authority !== undefined) headers.host = authority;
  else if (authority !== undefined && headers.host !== authority) {
    raw.refusal = new RequestError('REQUEST_INVALID', 'Host says something else than :authority: leave it out');
  }
  if (!request.stream.endAfterHeaders && headers['content-length'] === undefined) {
    headers['transfer-encoding'] = 'chunked';
  }
  return raw;
}
