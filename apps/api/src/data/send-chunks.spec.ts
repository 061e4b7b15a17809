import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { fastify, type FastifyInstance } from 'fastify';
import { Grant } from '../api-keys/grant.js';
import { sendChunks } from './send-chunks.js';

const CHUNK = 256 * 1024;

/** Chunks in one buffer that is used again for each, with a turn of the event loop between them, as the bindings do it. */
class Source {
  given = 0;
  ended = false;

  async *chunks(count: number, failAt = Infinity, bytes = CHUNK): AsyncGenerator<Uint8Array, void, undefined> {
    const buffer = new Uint8Array(bytes);
    try {
      for (let index = 0; index < count; index++) {
        if (index === failAt) throw new Error('the disk is gone');
        buffer.fill(97 + (index % 26));
        this.given++;
        yield buffer;
        await setImmediate();
      }
    } finally {
      buffer.fill(0);
      this.ended = true;
    }
  }

  async hasEnded(): Promise<void> {
    while (!this.ended) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('sendChunks', () => {
  let server: FastifyInstance;
  let source: Source;
  let grant: Grant;

  async function serve(count: number, failAt?: number, bytes = CHUNK): Promise<IncomingMessage> {
    server = fastify();
    source = new Source();
    grant = new Grant({ id: 'a', name: '', scopes: ['read'], prefixes: [], created: '' });
    server.get('/', async (request, reply) => {
      request.grant = grant;
      reply.header('content-type', 'text/plain');
      await sendChunks(source.chunks(count, failAt, bytes), reply);
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    const [response] = (await once(get({ port, host: '127.0.0.1', agent: false }), 'response')) as [IncomingMessage];
    return response;
  }

  afterEach(async () => {
    server.server.closeAllConnections();
    await server.close();
  });

  it('sends every chunk as it was, although their buffer is used again', async () => {
    const response = await serve(100);
    let index = 0;
    let left = CHUNK;
    for await (const part of response as AsyncIterable<Buffer>) {
      for (let at = 0; at < part.length;) {
        const end = Math.min(part.length, at + left);
        expect(part.subarray(at, end).every((byte) => byte === 97 + (index % 26))).toBe(true);
        left -= end - at;
        at = end;
        if (left === 0) {
          index++;
          left = CHUNK;
        }
      }
    }
    expect(index).toBe(100);
    expect(source.ended).toBe(true);
  });

  it('sends the headers that were set, and none twice', async () => {
    const response = await serve(1);
    expect(response.headers['content-type']).toBe('text/plain');
    response.resume();
    await once(response, 'end');
  });

  it('asks for nothing more when its reader goes away', async () => {
    const response = await serve(10_000);
    await once(response, 'readable');
    response.destroy();
    await source.hasEnded();
    expect(source.given).toBeLessThan(10_000);
  });

  it('asks for no more than a reader takes, and ends with the connection of one that is cut off', async () => {
    const response = await serve(10_000);
    const failed = once(response, 'error').catch((error: unknown) => [error]);
    let before = -1;
    // Until nothing moves any more: what the sockets on both sides hold is full then.
    while (source.given !== before) {
      before = source.given;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    // That is a few MiB; all of it would be 2.5 GiB.
    expect(source.given).toBeLessThan(200);
    server.server.closeAllConnections();
    await source.hasEnded();
    response.resume();
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
  });

  it('sends a chunk that is far larger than a piece', async () => {
    const response = await serve(1, undefined, 20 * CHUNK + 1);
    let bytes = 0;
    for await (const part of response as AsyncIterable<Buffer>) bytes += part.length;
    expect(bytes).toBe(20 * CHUNK + 1);
  });

  it('ends when the API key ends that it was asked for with', async () => {
    const response = await serve(10_000);
    const failed = once(response, 'error').catch((error: unknown) => [error]);
    await once(response, 'readable');
    grant.end();
    response.resume();
    await source.hasEnded();
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(source.given).toBeLessThan(10_000);
  });

  it('answers an error before the first chunk', async () => {
    const response = await serve(1, 0);
    expect(response.statusCode).toBe(500);
    response.resume();
    await once(response, 'end');
  });

  it('breaks the response off when the source fails, so that nobody takes it for whole', async () => {
    const response = await serve(10, 5);
    response.resume();
    const [error] = (await once(response, 'error').catch((caught: unknown) => [caught])) as [unknown];
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect(source.ended).toBe(true);
  });
});
