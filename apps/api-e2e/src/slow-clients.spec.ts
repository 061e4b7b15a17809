import { get, type IncomingMessage, request } from 'node:http';
import { ask, put } from './http-client.ts';
import { forgetPeak, peakBytes, residentBytes } from './process-memory.ts';
import { RawConnection } from './raw-connection.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const MIB = 1024 * 1024;
const STALL_SECONDS = 2;
const TRANSFER_BYTES_MAX = 64 * MIB;
const onLinux = process.platform === 'linux' ? it : it.skip;

/** What is waited for here is time that passes: each test is about a client that takes or sends a little now and then. */
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const textOf = (bytes: number): string => JSON.stringify('x'.repeat(bytes - 2));

function open(url: string, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${url}${path}`, { agent: false }, resolve).on('error', reject);
  });
}

/** Reads an answer at a rate. Resolves with the bytes that came. */
async function readSlowly(response: IncomingMessage, bytesPerSecond: number): Promise<number> {
  let bytes = 0;
  let isOver = false;
  let error: Error | undefined;
  response.on('data', (piece: Buffer) => {
    bytes += piece.length;
    response.pause();
    setTimeout(() => response.resume(), (piece.length / bytesPerSecond) * 1000);
  });
  response.once('end', () => (isOver = true)).once('error', (caught) => (error = caught));
  while (!isOver && error === undefined) await sleep(50);
  if (error !== undefined) throw error;
  return bytes;
}

/** Takes 5 MiB at once, and then nothing for five times as long as a client may stand still, again and again. */
async function readWithRests(response: IncomingMessage): Promise<{ bytes: number; rests: number }> {
  let bytes = 0;
  let rests = 0;
  response.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes < (rests + 1) * 5 * MIB) return;
    rests += 1;
    response.pause();
    setTimeout(() => response.resume(), 5 * STALL_SECONDS * 1000);
  });
  await new Promise((resolve, reject) => response.once('end', resolve).once('error', reject));
  return { bytes, rests };
}

describe('a client that is slow', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    const args = ['--datapath', folder.path, '--stall-seconds', String(STALL_SECONDS)];
    server = await startServer({ args: [...args, '--transfer-bytes-max', String(TRANSFER_BYTES_MAX)] });
    await put(server.url, 'large-0', textOf(16 * MIB));
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  // Those who take little wait for most of a minute, and therefore beside each other.
  it('and takes something all the time, or much at once and then nothing for a while, gets all of it', async () => {
    const paths = ['/api/data', '/api/data/large-0'];
    const [atOnce, ...slowly] = await Promise.all([
      readWithRests(await open(server.url, '/api/data/large-0')),
      ...paths.map(async (path) => readSlowly(await open(server.url, path), 1.5 * MIB)),
    ]);
    expect(atOnce).toEqual({ bytes: 16 * MIB, rests: 3 });
    for (const [index, path] of paths.entries()) {
      expect([path, (slowly[index] ?? 0) >= 16 * MIB]).toEqual([path, true]);
    }
  });

  it('and takes nothing is cut off, from a document as from a list', async () => {
    const before = server.logs.filter((line) => line.includes('cut off a reader that takes nothing')).length;
    const responses = await Promise.all(['/api/data', '/api/data/large-0'].map((path) => open(server.url, path)));
    const failed = responses.map((response) => new Promise((resolve) => response.once('error', resolve)));
    await server.logged('cut off a reader that takes nothing', before + 2);
    responses.forEach((response) => response.resume());
    for (const error of failed) expect(await error).toMatchObject({ code: 'ECONNRESET' });
  });

  it('and sends a byte now and then has its value taken', async () => {
    const sent = request(`${server.url}/api/data/quickdoc-1`, {
      method: 'PUT',
      agent: false,
      headers: { 'content-length': 40 },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) =>
      sent.once('response', resolve).once('error', reject),
    );
    // Five seconds: more than twice the limit.
    for (const byte of textOf(40)) {
      sent.write(byte);
      await sleep(125);
    }
    sent.end();
    const response = await answered;
    response.resume();
    expect(response.statusCode).toBe(200);
    expect((await ask(server.url, '/api/data/quickdoc-1')).text).toBe(textOf(40));
  });

  it('and sends the rest of its body not at all is told so', async () => {
    using connection = await RawConnection.open(server.url);
    connection.write('PUT /api/data/quickdoc-2 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n{"a"');
    const answer = await connection.answer();
    expect(answer).toMatchObject({ status: 408, headers: { connection: 'close' } });
    expect(JSON.parse(answer?.text ?? '')).toMatchObject({ code: 'REQUEST_TIMEOUT', detail: /for 2 s/ });
    expect(await connection.answer()).toBeUndefined();
  });

  it('and sends the rest of a refused body not at all is cut off', async () => {
    using connection = await RawConnection.open(server.url);
    connection.write(
      'PUT /api/data/a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n{',
    );
    expect((await connection.answer())?.status).toBe(415);
    expect(await connection.answer()).toBeUndefined();
    expect(await server.logged('cut off a writer that sends nothing')).toBeDefined();
  });

  it('and sends bodies of a length that it does not tell holds up none that is small', async () => {
    const begun = `PUT /api/data/begun HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n1\r\n`;
    const connections = await Promise.all(Array.from({ length: 8 }, () => RawConnection.open(server.url)));
    connections.forEach((connection) => connection.write(begun));
    using another = await RawConnection.open(server.url);
    another.write(`${begun}0\r\n\r\n`);
    expect((await another.answer())?.status).toBe(200);
    using large = await RawConnection.open(server.url);
    const value = textOf(MIB);
    large.write(`${begun}0\r\n\r\n`.replace('1\r\n1', `${value.length.toString(16)}\r\n${value}`));
    expect((await large.answer())?.status).toBe(200);
    expect((await ask(server.url, '/api/data/begun')).text).toBe(value);
    connections.forEach((connection) => connection[Symbol.dispose]());
  });

  onLinux('takes a bounded memory, in however many copies, and holds up nobody who asks for little', async () => {
    await ask(server.url, '/api/data/large-0');
    forgetPeak(server.pid);
    const before = peakBytes(server.pid);
    const connections = await Promise.all(Array.from({ length: 60 }, () => RawConnection.open(server.url)));
    for (const { socket } of connections) {
      socket.pause();
      socket.write('GET /api/data/large-0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    }
    for (let times = 0; times < 5; times++) {
      expect((await ask(server.url, '/api/health/ready')).status).toBe(200);
      expect((await ask(server.url, '/api/data/quickdoc-1')).status).toBe(200);
    }
    await server.logged('SERVER_BUSY');
    const grown = peakBytes(server.pid) - before;
    // Each one's own would be 960 MiB. A text that was just read is there twice for a moment.
    expect(grown).toBeLessThan(TRANSFER_BYTES_MAX + 96 * MIB);
    connections.forEach((connection) => connection[Symbol.dispose]());
  });
});

describe('large bodies that come together', () => {
  onLinux('take a bounded memory, and who finds none is told to ask again', async () => {
    using folder = new TemporaryFolder();
    const args = ['--datapath', folder.path, '--transfer-bytes-max', String(TRANSFER_BYTES_MAX)];
    await using server = await startServer({ args });
    const value = textOf(16 * MIB);
    await put(server.url, 'body-0', value);
    forgetPeak(server.pid);
    const before = peakBytes(server.pid);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, number) => put(server.url, `body-${number % 4}`, value)),
    );
    for (const { status, headers } of answers) {
      if (status !== 200) expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: '1' });
    }
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(4);
    // In JavaScript, in Rust, and on the way into the segment.
    expect(peakBytes(server.pid) - before).toBeLessThan(4 * TRANSFER_BYTES_MAX);
    // And what is idle again keeps none of the bodies, but perhaps pieces of them that are not collected yet.
    expect(residentBytes(server.pid) - before).toBeLessThan(TRANSFER_BYTES_MAX);
  });
});
