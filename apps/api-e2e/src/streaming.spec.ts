import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { ask, put } from './http-client.ts';
import { forgetPeak, peakBytes } from './process-memory.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const MIB = 1024 * 1024;
const DOCUMENTS = 48;
const READERS = 8;

const traceIdOf = (digit: string): string => digit.repeat(32);
const traced = (digit: string): Record<string, string> => ({
  traceparent: `00-${traceIdOf(digit)}-00f067aa0ba902b7-01`,
});

/** Asks for the list and stops reading after the first bytes. */
function slowReader(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${url}/api/data`, { agent: false, headers }, (response) => {
      response.once('readable', () => {
        response.read(1);
        resolve(response);
      });
    }).on('error', reject);
  });
}

/** Asks for the list and takes none of it: only what the system takes by itself counts for it as bytes that it took. */
function standingReader(url: string, headers: Record<string, string> = {}): Socket {
  const { hostname, port } = new URL(url);
  // Paused before it is connected, Node does not read from it at all.
  const socket = connect(Number(port), hostname).pause();
  const lines = Object.entries({ host: `${hostname}:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}`);
  socket.write(`GET /api/data HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  return socket;
}

describe('a list of 48 MiB', () => {
  const value = JSON.stringify({ text: 'x'.repeat(MIB) });
  let folder: TemporaryFolder;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path, '--stall-seconds', '2', '--drain-seconds', '1'] });
    for (let number = 0; number < DOCUMENTS; number++) await put(server.url, `bigvalue-${number}`, value);
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  it('arrives whole', async () => {
    const { bytes } = await ask(server.url, '/api/data');
    const documents = JSON.parse(bytes.toString()) as { key: string; value: unknown }[];
    expect(documents.map(({ key }) => key)).toEqual(
      Array.from({ length: DOCUMENTS }, (_, number) => `bigvalue-${number}`),
    );
    expect(documents.every((document) => JSON.stringify(document.value) === value)).toBe(true);
  });

  it('shows one revision, whatever is written while it is read', async () => {
    const reader = await slowReader(server.url);
    await put(server.url, `bigvalue-${DOCUMENTS}`, '"later"');
    let text = '';
    for await (const part of reader) text += String(part);
    expect(text).not.toContain('later');
    await ask(server.url, `/api/data/bigvalue-${DOCUMENTS}`, { method: 'DELETE' });
  });

  (process.platform === 'linux' ? it : it.skip)('takes little memory for readers that are slow', async () => {
    await ask(server.url, '/api/data');
    forgetPeak(server.pid);
    const before = peakBytes(server.pid);
    const readers = Array.from({ length: READERS }, () => standingReader(server.url));
    // Only when they are cut off have they been given all that they would ever get: the server has waited to give them more.
    await server.logged('cut off a reader that takes nothing', READERS);
    const grown = peakBytes(server.pid) - before;
    readers.forEach((reader) => reader.destroy());
    // All of it for each reader would be 384 MiB; two chunks of the size of a document are 16.
    expect(grown).toBeLessThan(96 * MIB);
  });

  it('is no longer read when its reader goes away', async () => {
    const reader = await slowReader(server.url, traced('a'));
    reader.destroy();
    expect(await server.logged(traceIdOf('a'))).toContain('the reader went away');
  });

  it('is cut off for a reader that takes nothing', async () => {
    const reader = standingReader(server.url, traced('b'));
    let bytes = 0;
    reader.on('data', (part: Buffer) => (bytes += part.length)).pause();
    const ended = new Promise((resolve) => reader.on('error', () => undefined).once('close', resolve));
    expect(await server.logged(traceIdOf('b'))).toContain('cut off a reader that takes nothing');
    reader.resume();
    await ended;
    expect(bytes).toBeLessThan(DOCUMENTS * MIB);
  });

  // The last test, because it stops the server.
  it('does not keep the server from shutting down', async () => {
    const reader = await slowReader(server.url);
    reader.on('error', () => undefined);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(server.logs.join('\n')).toMatch(/Cut requests that were not done after 1 s/);
    expect(server.logs.at(-1)).toContain('Shut down cleanly');
  });
});
