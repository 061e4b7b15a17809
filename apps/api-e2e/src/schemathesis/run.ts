/**
 * `node apps/api-e2e/src/schemathesis/run.ts`: what schemathesis makes of the OpenAPI document of a real server, right and wrong, is
 * answered as the document says. Afterwards the server lives, and its folder is clean. EXAMPLES (100) is how many requests an
 * operation gets in the phase of random ones.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../http-client.ts';
import { runServer, startServer } from '../server-process.ts';
import { TemporaryFolder } from '../temporary-folder.ts';

const VERSION = '4.32.5';

/** Fewer prove little. */
const CASES_MIN = 5000;

const here = import.meta.dirname;
const venv = join(here, `../../../../node_modules/.cache/bimetal/schemathesis-${VERSION}`);
const { EXAMPLES = '100', SEED = '1' } = process.env;

/**
 * Runs a program for what it prints, which is shown as it comes. Not synchronously: a server whose log nobody reads meanwhile waits
 * for that, and answers nothing.
 */
async function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ status: number | null; text: string }> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    process.stdout.write(piece);
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, text };
}

/** Installs it once, in a folder of its own. */
async function install(): Promise<string> {
  const program = join(venv, 'bin/schemathesis');
  if (existsSync(program)) return program;
  const made = await run('python3', ['-m', 'venv', venv]);
  if (made.status !== 0) throw new Error('python3 makes no venv: install python3 with its module venv');
  const installed = await run(join(venv, 'bin/pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
  if (installed.status !== 0) throw new Error(`schemathesis ${VERSION} does not install from PyPI`);
  return program;
}

/** With a key the server needs one of everybody: that it does is checked as well. */
async function makeKey(url: string): Promise<{ readonly id: string; readonly key: string }> {
  const headers = { 'content-type': 'application/json' };
  const { text } = await ask(url, '/api/keys', { method: 'POST', headers, body: '{"scopes":["admin"]}' });
  return JSON.parse(text) as { id: string; key: string };
}

const who = (authorization: string): string[] => ['-H', `Authorization: ${authorization}`];

const HOW = ['--continue-on-failure', '--warnings', 'off'];

const program = await install();
using folder = new TemporaryFolder();
const datapath = join(folder.path, 'data');
const problems: string[] = [];
{
  await using server = await startServer({ args: ['--datapath', datapath, '--trust-proxy'] });
  const { id, key } = await makeKey(server.url);
  const authorization = `Bearer ${key}`;
  for (let at = 0; at < 100; at++) {
    const body = JSON.stringify({ name: `user ${at}`, age: at });
    await ask(server.url, `/api/data/users/user-${at}`, { method: 'PUT', headers: { authorization }, body });
  }
  const config = ['--config-file', join(here, 'schemathesis.toml')];
  const limits = ['--max-examples', EXAMPLES, '--request-timeout', '30', '--seed', SEED];
  const { status, text } = await run(
    program,
    [...config, 'run', `${server.url}/api/openapi.json`, ...limits, ...who(authorization), ...HOW],
    { SCHEMATHESIS_HOOKS: join(here, 'hooks.py'), OWN_KEY: id },
  );
  const cases = Number(/(\d+) generated/.exec(text)?.[1] ?? 0);
  if (status !== 0) problems.push(`schemathesis ended with ${status}`);
  if (cases < CASES_MIN) problems.push(`only ${cases} requests were made: raise EXAMPLES`);
  const ready = await ask(server.url, '/api/health/ready');
  if (ready.status !== 200) problems.push(`the server is not ready: ${ready.text}`);
}
const check = await runServer({ args: ['check', '--datapath', datapath] });
console.log(check.stdout);
if (check.code !== 0) problems.push(`the folder is not clean: ${check.stderr}`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
