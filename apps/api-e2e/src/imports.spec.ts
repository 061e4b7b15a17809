import { Agent, request } from 'node:http';
import { type Answered, ask, list } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };

const lines = (from: number, to: number, name = 'n'): string =>
  Array.from({ length: to - from }, (_, at) => `{"key":"${name}-${from + at}","value":${from + at}.0}\n`).join('');

/** Imports over one connection, one after the other. */
class OneConnection implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  /** The status of the answer. */
  send(url: string, body: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const headers = { ...NDJSON, 'content-length': Buffer.byteLength(body) };
      const sent = request(`${url}/api/import`, { method: 'POST', agent: this.#agent, headers }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode));
      });
      sent.once('error', reject).end(body);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

describe('imports', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  const send = (body: string, headers: Record<string, string> = {}, query = ''): Promise<Answered> =>
    ask(server.url, `/api/import${query}`, { method: 'POST', headers, body });
  const documents = async (name: string): Promise<number> =>
    (await list(server.url)).filter(({ key }) => key.startsWith(name)).length;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  it('take what a list gives, and lines, and say what is wrong and what is committed', async () => {
    expect(JSON.parse((await send(lines(0, 2500), NDJSON)).text)).toEqual({ documents: 2500, revision: '3' });
    const exported = await ask(server.url, '/api/data');
    expect(JSON.parse((await send(exported.text)).text)).toEqual({ documents: 2500, revision: '6' });
    expect((await ask(server.url, '/api/data')).text).toBe(exported.text);

    const broken = `${lines(0, 1500)}{"key":"x","value":01}\n${lines(1500, 1600)}`;
    expect(JSON.parse((await send(broken, NDJSON)).text)).toMatchObject({
      status: 400,
      code: 'VALUE_NOT_JSON',
      line: 1501,
      offset: lines(0, 1500).length + 20,
      imported: { documents: 1000, last: 1000, revision: '7' },
    });
    const there = await send(`[{"key":"new","value":1},{"key":"n-1","value":1}]`, {}, '?mode=create');
    const conflict = { status: 412, code: 'REVISION_CONFLICT', entry: 2, imported: { documents: 0, last: 0 } };
    expect(JSON.parse(there.text)).toMatchObject(conflict);
    expect(JSON.parse((await send('[]', {}, '?mode=merge')).text)).toMatchObject({ status: 400 });
    expect((await send('', { 'content-type': 'text/plain' })).status).toBe(415);
    expect(await documents('n-')).toBe(2500);
  });

  it('leave the connection to the next request when they are refused before all of it was read', async () => {
    using agent = new OneConnection();
    // More than the buffers of both ends hold.
    const broken = `{"key":"x","value":01}\n${lines(0, 100_000, 'unread')}`;
    expect(await agent.send(server.url, broken)).toBe(400);
    expect(await agent.send(server.url, lines(0, 10, 'next'))).toBe(200);
    expect(await documents('next-')).toBe(10);
  });

  it('have whole batches committed when the upload or the process ends in between', async () => {
    const { hostname, port } = new URL(server.url);
    const upload = (): ReturnType<typeof request> => {
      const sent = request({ host: hostname, port, path: '/api/import', method: 'POST', headers: NDJSON });
      sent.on('error', () => undefined);
      return sent;
    };
    const atLeast = async (name: string, count: number): Promise<void> => {
      while ((await documents(name)) < count) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    const cut = upload();
    cut.write(lines(0, 1700, 'cut'));
    await atLeast('cut', 1000);
    cut.destroy();
    await server.logged('the connection ended before the body did');
    expect(await documents('cut')).toBe(1000);

    const killed = upload();
    killed.write(lines(0, 3300, 'killed'));
    await atLeast('killed', 2000);
    await server.kill();
    killed.destroy();
    server = await startServer({ args: ['--datapath', folder.path] });
    const count = await documents('killed');
    expect([count >= 2000, count % 1000]).toEqual([true, 0]);
  });

  it('with an Idempotency-Key are answered the same again, and go on where a kill broke them off', async () => {
    const text = lines(0, 3300, 'once');
    const once = (body: string, query = '?mode=create'): Promise<Answered> =>
      send(body, { ...NDJSON, 'idempotency-key': 'import-1' }, query);
    const { hostname, port } = new URL(server.url);
    const headers = { ...NDJSON, 'idempotency-key': 'import-1' };
    const killed = request({ host: hostname, port, path: '/api/import?mode=create', method: 'POST', headers });
    killed.on('error', () => undefined);
    killed.write(text.slice(0, -1));
    while ((await documents('once')) < 2000) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(JSON.parse((await once(text)).text)).toMatchObject({ status: 409, code: 'IDEMPOTENCY_KEY_IN_USE' });
    await server.kill();
    killed.destroy();
    server = await startServer({ args: ['--datapath', folder.path] });

    const reused = { status: 422, code: 'IDEMPOTENCY_KEY_REUSED' };
    for (const other of [text.replace('0.0', '0.1'), text.slice(0, 1000)]) {
      const { imported, ...problem } = JSON.parse((await once(other)).text) as Record<string, { last: number }>;
      expect([problem, (imported?.last ?? 0) % 1000]).toEqual([expect.objectContaining(reused), 0]);
    }
    expect(JSON.parse((await once(text, '')).text)).toMatchObject(reused);
    const wrong = `${text}{"key":"once-x","value":01}\n`;
    expect(JSON.parse((await once(wrong)).text)).toMatchObject({ status: 400, line: 3301, imported: { last: 3000 } });
    const done = await once(text);
    expect(JSON.parse(done.text)).toEqual({ documents: 3300, revision: done.headers.etag?.slice(1, -1) });
    expect(await documents('once')).toBe(3300);

    await server.kill();
    server = await startServer({ args: ['--datapath', folder.path] });
    const again = await once(text);
    expect([again.status, again.text, again.headers.etag]).toEqual([200, done.text, done.headers.etag]);
    expect([done.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
    for (const other of [`${text} `, text.slice(0, -1), text.replace('3299.0', '3299.1')]) {
      expect(JSON.parse((await once(other)).text)).toMatchObject(reused);
    }
  });
});
