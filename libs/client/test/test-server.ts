import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A request that came, with its body. */
export interface Came {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How the server answers one request. */
export type Answering = (response: ServerResponse, came: Came) => void;

/** An HTTP server that answers one request after the other as it is told, the last way for all that follow. */
export class TestServer implements AsyncDisposable {
  readonly came: Came[] = [];
  readonly #server: Server;

  private constructor(answers: readonly Answering[]) {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const answer = answers[Math.min(this.came.length, answers.length - 1)];
        this.came.push({ method, url, headers, body });
        answer?.(response, { method, url, headers, body });
      });
    });
  }

  static async start(...answers: readonly Answering[]): Promise<TestServer> {
    const server = new TestServer(answers);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Answers with a JSON text. */
export function json(body: unknown, headers: Record<string, string> = {}, status = 200): Answering {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** Answers with a problem. */
export function problem(
  status: number,
  code: string,
  headers: Record<string, string> = {},
  more: object = {},
): Answering {
  const body = {
    type: `urn:bimetal:error:${code}`,
    title: code,
    status,
    detail: `it is ${code}`,
    code,
    traceId: 'abc',
    ...more,
  };
  return json(body, { 'content-type': 'application/problem+json', ...headers }, status);
}

/** Breaks the connection instead of an answer. */
export const lose: Answering = (response) => response.destroy();

/** Says nothing, for ever. */
export const hang: Answering = () => undefined;

/** Answers with events, and ends, breaks, or stays. */
export function events(text: string, ending: 'end' | 'break' | 'stay' = 'break'): Answering {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text, () => {
      if (ending === 'end') response.end();
      if (ending === 'break') response.destroy();
    });
  };
}
