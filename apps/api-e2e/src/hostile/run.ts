/**
 * `node apps/api-e2e/src/hostile/run.ts`: what takes too long for the gate. 10,000 idle connections (CONNECTIONS); uploads of 16 MiB at
 * 40 kB/s by each route that takes a value, seven minutes; lists, polls and imports that are broken off 1,000 times (TIMES). It ends
 * with 0 when all are served, nothing is left behind, and the folder is clean. Linux; `ulimit -n` must allow the connections twice.
 */
import { ask, put } from '../http-client.ts';
import { peakBytes, residentBytes } from '../process-memory.ts';
import { runServer, startServer } from '../server-process.ts';
import { TemporaryFolder } from '../temporary-folder.ts';
import { breakOff } from './broken-off.ts';
import { holdIdleConnections } from './idle-connections.ts';
import { uploadSlowly } from './slow-upload.ts';
import { writeRoutes } from './write-routes.ts';

const MIB = 1024 * 1024;
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 10_000);
const TIMES = Number(process.env['TIMES'] ?? 1000);
const UPLOAD = { bytes: Number(process.env['UPLOAD_BYTES'] ?? 16 * MIB), bytesPerSecond: 40_000 };

/** What is begun and left. */
const BROKEN_OFF: readonly [request: string, waitsForAnswer: boolean][] = [
  ['GET /api/data HTTP/1.1', true],
  ['GET /api/data?limit=10000 HTTP/1.1', true],
  ['GET /api/data?revision=latest&limit=10 HTTP/1.1', true],
  ['GET /api/data HTTP/1.1\r\nAccept-Encoding: gzip', true],
  ['GET /api/data?where=/none%20exists HTTP/1.1', false],
  ['GET /api/changes?wait=60 HTTP/1.1', false],
  ['GET /api/changes?snapshot=true HTTP/1.1', true],
  ['POST /api/import HTTP/1.1\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000', false],
];

const problems: string[] = [];

/** Tells what came of a part, and goes on with the others when it failed. */
async function part(what: string, run: () => Promise<unknown>): Promise<void> {
  const begin = performance.now();
  try {
    const report = await run();
    console.log(`${what}: ${JSON.stringify(report)}, ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  } catch (error) {
    problems.push(`${what}: ${String(error)}`);
  }
}

using folder = new TemporaryFolder();
{
  await using server = await startServer({ args: ['--datapath', folder.path] });
  const lines = Array.from({ length: 20_000 }, (_, at) => `{"key":"doc-${at + 1}","value":"${'x'.repeat(500)}"}\n`);
  const headers = { 'content-type': 'application/x-ndjson' };
  await ask(server.url, '/api/import', { method: 'POST', headers, body: lines.join('') });
  await put(server.url, 'a', '{}');
  for (const [request, waitsForAnswer] of BROKEN_OFF) {
    const bytes = `${request}\r\nHost: 127.0.0.1\r\n\r\n`;
    await part(`${request.split('\r')[0]}, broken off ${TIMES} times`, () =>
      breakOff(server, bytes, { times: TIMES, waitsForAnswer }),
    );
  }
  await part(`${CONNECTIONS} idle connections`, () => holdIdleConnections(server, CONNECTIONS));
  await part(`${UPLOAD.bytes} bytes at ${UPLOAD.bytesPerSecond} a second`, async () => {
    const routes = writeRoutes.filter(({ name }) => name !== 'an API key');
    const told = await Promise.all(
      routes.map(async (route) => [route.name, await uploadSlowly(server.url, route, UPLOAD)] as const),
    );
    for (const [name, status] of told) {
      if (status !== 200 && status !== 201) problems.push(`${name}: a slow upload is answered ${status}`);
    }
    return Object.fromEntries(told);
  });
  console.log(`memory: ${residentBytes(server.pid)} bytes, ${peakBytes(server.pid)} at the most`);
}
const check = await runServer({ args: ['check', '--datapath', folder.path] });
console.log(check.stdout);
if (check.code !== 0) problems.push(`the folder is not clean: ${check.stderr}`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
