import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Span, spansOf } from './spans.ts';

const WAIT_MS_MAX = 60_000;

/** Takes traces by OTLP, as JSON, and keeps them. */
export class Receiver implements AsyncDisposable {
  readonly spans: Span[] = [];
  readonly services = new Set<unknown>();
  readonly #server: Server;
  /** The headers of the last request. */
  headers: IncomingHttpHeaders = {};

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.headers = request.headers;
        const { services, spans } = spansOf(Buffer.concat(chunks).toString());
        this.spans.push(...spans);
        for (const service of services) this.services.add(service);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
  }

  static async open(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Receiver(server);
  }

  /** Where a collector is that has this receiver. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves with what `find` finds among the spans, once it does. */
  async until<T>(find: (spans: readonly Span[]) => T | undefined): Promise<T> {
    const deadline = Date.now() + WAIT_MS_MAX;
    for (;;) {
      const found = find(this.spans);
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`Only these spans came: ${JSON.stringify(this.spans, undefined, 1)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
