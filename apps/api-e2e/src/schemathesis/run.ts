/**
 * `node apps/api-e2e/src/schemathesis/run.ts`: what schemathesis makes of the OpenAPI document of a real server, right and wrong, is
 * answered as the document says. Afterwards the server lives, and its folder is clean. EXAMPLES (60) is how many requests an
 * operation gets in the phase of random ones.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ask, put } from '../http-client.ts';
import { runServer, startServer } from '../server-process.ts';
import { TemporaryFolder } from '../temporary-folder.ts';

const VERSION = '4.32.5';

/** Fewer prove little. */
const CASES_MIN = 5000;

const here = import.meta.dirname;
const venv = join(here, `../../../../node_modules/.cache/bimetal/schemathesis-${VERSION}`);
const { EXAMPLES = '60', SEED = '1' } = process.env;

/** Runs a program for what it prints, which is shown as well. */
function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): { status: number | null; text: string } {
  const { status, stdout, error } = spawnSync(program, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  process.stdout.write(stdout);
  return { status, text: stdout };
}

/** Installs it once, in a folder of its own. */
function install(): string {
  const program = join(venv, 'bin/schemathesis');
  if (existsSync(program)) return program;
  const made = run('python3', ['-m', 'venv', venv]);
  if (made.status !== 0) throw new Error('python3 makes no venv: install python3 with its module venv');
  const installed = run(join(venv, 'bin/pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
  if (installed.status !== 0) throw new Error(`schemathesis ${VERSION} does not install from PyPI`);
  return program;
}

const program = install();
using folder = new TemporaryFolder();
const datapath = join(folder.path, 'data');
const problems: string[] = [];
{
  await using server = await startServer({ args: ['--datapath', datapath] });
  for (let at = 0; at < 100; at++)
    await put(server.url, `users/user-${at}`, JSON.stringify({ name: `user ${at}`, age: at }));
  const config = ['--config-file', join(here, 'schemathesis.toml')];
  const limits = ['--max-examples', EXAMPLES, '--request-timeout', '30', '--seed', SEED];
  const { status, text } = run(
    program,
    [...config, 'run', `${server.url}/api/openapi.json`, ...limits, '--continue-on-failure', '--warnings', 'off'],
    { SCHEMATHESIS_HOOKS: join(here, 'hooks.py') },
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
