import { ask, put } from './http-client.ts';
import { startServer, type ServerProcess } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** The trace context of a request that is in no sample below one, or in each above none. */
const traceparent = (end: 'f' | '0'): string => `00-${'a'.repeat(24)}${end.repeat(7)}1-${'b'.repeat(16)}-01`;

const lines = (server: ServerProcess): unknown[] =>
  server.logs.filter((line) => line.includes('"kind":"access"')).map((line) => JSON.parse(line));

describe('--access-log', () => {
  it('has one line a request, with its route, status, bytes, time and client, and of the rest a sample', async () => {
    using folder = new TemporaryFolder();
    const args = ['--access-log', '--access-log-sample', '0.5', '--trust-proxy'];
    await using server = await startServer({ args: ['--datapath', folder.path, ...args] });
    await put(server.url, 'users/alice', '{"a":1}');
    const seen = { traceparent: traceparent('0'), 'x-forwarded-for': '192.0.2.7' };
    await ask(server.url, '/api/data/users/alice', { headers: seen });
    await ask(server.url, '/api/data?prefix=users/', { headers: { traceparent: traceparent('f') } });
    await ask(server.url, '/api/data/nobody', { headers: { traceparent: traceparent('f') } });
    await server.logged('"path":"/api/data/nobody"');
    const answered = { level: 'info', kind: 'access', msg: 'answered', method: 'GET', route: '/api/data/*' };
    const bytes = expect.any(Number);
    expect(lines(server).slice(-2)).toEqual([
      {
        ...answered,
        time: expect.any(String),
        traceId: traceparent('0').slice(3, 35),
        path: '/api/data/users/alice',
        status: 200,
        bytes,
        ms: bytes,
        remoteAddress: '192.0.2.7',
      },
      expect.objectContaining({ ...answered, path: '/api/data/nobody', status: 404, remoteAddress: '127.0.0.1' }),
    ]);
  });
});
