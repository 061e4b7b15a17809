import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2';
import { type Asked } from './http-client.ts';

/** What a stream of HTTP/2 was answered. */
export interface Http2Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A connection of HTTP/2 to a server whose certificate is not looked at. */
export async function connectHttp2(url: string, options: object = {}): Promise<ClientHttp2Session> {
  const session = connect(url, { rejectUnauthorized: false, ...options });
  // Tests see how streams end.
  session.on('error', () => undefined);
  await once(session, 'connect');
  return session;
}

/** Sends one request and reads its answer. Rejects when the stream is reset before. */
export async function askHttp2(session: ClientHttp2Session, path: string, asked: Asked = {}): Promise<Http2Answered> {
  const { method = 'GET', headers = {}, body } = asked;
  const stream = session.request({ ':path': path, ':method': method, ...headers }, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  return answerOf(stream);
}

export async function answerOf(stream: ClientHttp2Stream): Promise<Http2Answered> {
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders & { readonly ':status'?: number }];
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  await once(stream, 'end');
  return { status: headers[':status'] ?? 0, headers, text };
}
