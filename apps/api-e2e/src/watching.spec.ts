import { statusSchema } from '@bimetal/contract';
import { ask, put } from './http-client.ts';
import { startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** The value of a sample; undefined when there is none. */
function sampleOf(text: string, sample: string): number | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
}

describe('A server that is watched', () => {
  it('tells its metrics where it was told to, and its status to everybody', async () => {
    using folder = new TemporaryFolder();
    const args = ['--datapath', folder.path, '--metrics', '--metrics-url', 'http://127.0.0.1:0'];
    await using server = await startServer({ args: [...args, '--log-format', 'json'] });
    for (const key of ['a', 'b']) await put(server.url, key, '1');
    await ask(server.url, '/api/data/nobody');
    const own = /Metrics at (http:\/\/[^/]+)/.exec(await server.logged('Metrics at'))?.[1] ?? '';
    for (const url of [server.url, own]) {
      const { status, headers, text } = await ask(url, '/metrics');
      expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
      const count = 'bimetal_http_request_duration_seconds_count';
      expect(sampleOf(text, `${count}{method="PUT",route="/api/data/*",status="2xx"}`)).toBe(2);
      expect(sampleOf(text, `${count}{method="GET",route="/api/data/*",status="4xx"}`)).toBe(1);
      expect(sampleOf(text, 'bimetal_store_documents')).toBe(2);
      expect(sampleOf(text, 'bimetal_commit_batches_total')).toBe(2);
      expect(sampleOf(text, 'bimetal_fsync_duration_seconds_count')).toBeGreaterThanOrEqual(2);
      expect(sampleOf(text, 'bimetal_compaction_state{state="stopped"}')).toBe(0);
      expect(sampleOf(text, 'bimetal_store_writable')).toBe(1);
      expect(sampleOf(text, 'bimetal_event_loop_delay_seconds{quantile="0.99"}')).toBeGreaterThanOrEqual(0);
      expect(sampleOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
      // Each line of a sample is a name, perhaps labels, and a number.
      const odd = text.split('\n').filter((line) => !/^(?:#.*|[a-z_]+(?:\{[^}]*\})? [-+\d.eInf]+|)$/.test(line));
      expect(odd).toEqual([]);
    }
    expect((await ask(own, '/api/data')).status).toBe(404);
    expect((await ask(own, '/metrics', { method: 'POST' })).headers.allow).toBe('GET, HEAD');
    expect((await ask(own, '/metrics', { headers: { host: 'evil.example' } })).status).toBe(403);
    const answered = await ask(server.url, '/api/status');
    const status = statusSchema.parse(JSON.parse(answered.text));
    expect(status).toMatchObject({ status: 'ready', store: { documents: 2, lastRevision: '2', commitBatches: 2 } });
    expect(status.settings).toMatchObject({ metrics: true, backups: false, connectionsMax: 20_000 });
    expect(answered.text).not.toContain(folder.path);
  });

  it('has no metrics unless somebody asks for them', async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer({ args: ['--datapath', folder.path] });
    expect((await ask(server.url, '/metrics')).status).toBe(404);
  });
});
