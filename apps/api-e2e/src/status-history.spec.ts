import { statusHistorySchema } from '@bimetal/contract';
import { ask, put } from './http-client.ts';
import { startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

describe.each(['1', '2'])('the last hour of a server with %s event loops', (workers) => {
  it('has a sample every few seconds, told once to who asks for what came since', async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer({ args: ['--datapath', folder.path, '--workers', workers] });
    for (let number = 0; number < 20; number++) {
      await put(server.url, `history-${number}`, '1');
      await ask(server.url, `/api/data/history-${number}`);
    }
    const asked = async (query = '') => {
      const { status, text } = await ask(server.url, `/api/status/history${query}`);
      expect(status).toBe(200);
      return statusHistorySchema.parse(JSON.parse(text));
    };
    let history = await asked();
    while (history.times.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      history = await asked();
    }
    const { series, times } = history;
    expect(series.documents.at(-1)).toBe(20);
    expect(Math.max(...series.writesPerSecond.map(Number))).toBeGreaterThan(0);
    expect(series.readMsP50.some((ms) => ms !== null && ms > 0)).toBe(true);
    expect(series.fsyncMsP99.some((ms) => ms !== null)).toBe(true);
    expect((await asked(`?since=${times.at(-1)}`)).times).not.toContain(times.at(-1));
    expect((await ask(server.url, '/api/status/history?since=now')).status).toBe(400);
  });
});
