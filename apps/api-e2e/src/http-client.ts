import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { paths } from '@bimetal/contract';

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly agent?: Agent;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

/** Sends one request as it is written: unlike `fetch`, nothing normalises the path or adds a content type. */
export function ask(
  url: string,
  path: string,
  { method = 'GET', headers = {}, body, agent }: Asked = {},
): Promise<Answered> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(
      {
        host: hostname.replace(/^\[|\]$/g, ''),
        port,
        path,
        method,
        headers: { ...length, ...headers },
        agent: agent ?? false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sets a document as a JSON client would. */
export function put(url: string, key: string, value: string, agent?: Agent): Promise<Answered> {
  const headers = { 'content-type': 'application/json' };
  return ask(url, paths.document(key), {
    method: 'PUT',
    headers,
    body: value,
    ...(agent === undefined ? {} : { agent }),
  });
}

/** All documents, read as JSON. */
export async function list(url: string): Promise<{ key: string; value: unknown }[]> {
  const { status, text } = await ask(url, '/api/data');
  if (status !== 200) throw new Error(`GET /api/data answered ${status}: ${text}`);
  return JSON.parse(text) as { key: string; value: unknown }[];
}

/** Writes bytes to a connection and reads what comes back until it ends: for what no HTTP client would send. */
export function askRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.end(bytes));
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
