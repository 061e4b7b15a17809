import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { put } from './http-client.ts';
import { runServer, type ServerOutput, type ServerProcess, signalServer, startServer } from './server-process.ts';
import { serverProgram } from './server-program.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** Command lines that build upon one another, and what each prints and ends with. */
const SESSION: readonly (readonly [words: string[], expected: Partial<ServerOutput>])[] = [
  [['put', 'users/a', '--value', '{ "n": 1.50 }'], { code: 0, stdout: '1\n', stderr: '' }],
  [['put', 'users/b', 'value.json', '--if-absent', '--json'], { code: 0, stdout: '{"revision":"2"}\n' }],
  [
    ['put', 'users/b', '--value', '1', '--if-absent'],
    { code: 7, stderr: expect.stringContaining('(REVISION_CONFLICT)') },
  ],
  [['patch', 'users/a', '--value', '{"m":true}', '--if-revision', '1'], { code: 0, stdout: '3\n' }],
  [['get', 'users/a'], { code: 0, stdout: '{ "n": 1.50, "m": true }', stderr: '' }],
  [['get', 'users/b', '--json'], { code: 0, stdout: '{"key":"users/b","revision":"2","value":[1,  2] }\n' }],
  [['get', 'nobody', '--json'], { code: 6, stderr: expect.stringMatching(/^\{"code":"DOCUMENT_NOT_FOUND",.*\}\n$/) }],
  [['list', '--reverse', '--limit', '1'], { code: 0, stdout: '{"key":"users/b","value":[1,  2] }\n' }],
  [['list', '--where', '/n lt 2', '--fields', '/m'], { code: 0, stdout: '{"key":"users/a","value":{"m":true}}\n' }],
  [['export', 'all.json'], { code: 0, stdout: expect.stringMatching(/^Exported 2 documents to .*all\.json\.\n$/) }],
  [
    ['import', 'bad.ndjson', '--json'],
    { code: 1, stderr: expect.stringMatching(/"code":"VALUE_NOT_JSON","message":"line 2\b.*nothing is committed/) },
  ],
  [['import', 'good.ndjson'], { code: 0, stdout: 'Imported 2 documents, up to revision 4.\n' }],
  [['delete', 'users/b', '--if-revision', '2'], { code: 0, stdout: '5\n' }],
];

describe('the commands for documents', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;
  const at = (...path: string[]): string => join(folder.path, ...path);
  const run = (args: readonly string[], cwd = folder.path): Promise<ServerOutput> => runServer({ args, cwd });

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', at('served')] });
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  it('answer alike on a folder and on a server', async () => {
    writeFileSync(at('bad.ndjson'), '{"key":"c","value":1}\n{"key":"d","value":}\n');
    writeFileSync(at('good.ndjson'), '{"key":"c","value":1}\n{"key":"d","value":2}\n');
    writeFileSync(at('value.json'), '[1,\n 2]\n');
    for (const place of [
      ['--datapath', 'own'],
      ['--url', server.url],
    ]) {
      for (const [words, expected] of SESSION) {
        expect({ words, ...(await run([...words, ...place])) }).toMatchObject({ words, ...expected });
      }
      const exported = JSON.parse(readFileSync(at('all.json'), 'utf8')) as { key: string }[];
      expect(exported.map(({ key }) => key)).toEqual(['users/a', 'users/b']);
      rmSync(at('all.json'));
    }
  });

  it('say how to work on a folder that a server holds', async () => {
    const { code, stderr } = await run(['get', 'users/a', '--datapath', 'served']);
    expect(code).toBe(4);
    expect(stderr).toMatch(new RegExp(`in use by process ${server.pid}: .*--url http://127\\.0\\.0\\.1:5000`));
  });

  it('watch the changes of a server until Ctrl-C', async () => {
    await put(server.url, 'watched/1', '1');
    let isPut = false;
    const args = ['watch', '--url', server.url, '--prefix', 'watched/', '--snapshot'];
    const { code, stdout, stderr } = await signalServer('SIGINT', args, (printed) => {
      if (!isPut && printed.includes('"event":"live"')) {
        isPut = true;
        void put(server.url, 'watched/2', '{"n":\n2}');
      }
      return printed.includes('"watched/2"');
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; key?: string });
    expect(events.map(({ event, key }) => [event, key])).toEqual([
      ['snapshot', undefined],
      ['document', 'watched/1'],
      ['live', undefined],
      ['change', 'watched/2'],
    ]);
  });

  it('end quietly when nobody reads on', async () => {
    await put(server.url, 'long/1', JSON.stringify('x'.repeat(1_000_000)));
    const program = ['bash', '-c', 'set -o pipefail; "$@" | head -c 10', 'bash', ...serverProgram()] as const;
    const args = ['list', '--url', server.url, '--prefix', 'long/'];
    expect(await runServer({ program, args })).toMatchObject({ code: 0, stdout: '{"key":"lo', stderr: '' });
  });
});
