/**
 * Runs the `run:` steps of one job of a workflow as they are written, in a fresh clone of the last commit, with the shell
 * that GitHub gives them. Steps that use an action are named and passed over; the checkout is the clone, and the Node set
 * up is the one that runs this.
 *
 *   node tools/ci/src/run-workflow.ts build.yml build --matrix system=linux-x64 --input cached=false
 *
 * `--folder DIR` names the clone's folder, which stays then; `--here` runs in this checkout; `--list` runs nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { userFolder, workspaceRoot } from '@bimetal/setup/workspace';
import { parse } from 'yaml';

import { type Context, runs, substitute } from './run-workflow/expression.ts';
import type { Step, Workflow } from './workflows/workflow.ts';

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: {
    matrix: { type: 'string', multiple: true, default: [] },
    input: { type: 'string', multiple: true, default: [] },
    folder: { type: 'string' },
    here: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

const pairs = (words: readonly string[]) =>
  Object.fromEntries(words.map((word) => [word.split('=', 1)[0]!, word.slice(word.indexOf('=') + 1)]));
const typed = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, /^(true|false)$/.test(value) ? value === 'true' : value]),
  );

type Outcome = { step: string; result: string; seconds: number };

function main(): number {
  const [file, jobName] = positionals;
  if (!file || !jobName) {
    console.error(
      'Usage: run-workflow.ts <file in .github/workflows> <job> [--matrix k=v] [--input k=v] [--folder DIR] [--here] [--list]',
    );
    return 2;
  }
  const workflow = parse(readFileSync(fileOf(file), 'utf8')) as Workflow;
  const job = workflow.jobs?.[jobName];
  if (!job?.steps) {
    console.error(`${file} has no job "${jobName}" with steps.`);
    return 2;
  }
  const chosen = pairs(options.matrix);
  const cells = job.strategy?.matrix?.include ?? [{}];
  const cell = cells.find((candidate) => Object.entries(chosen).every(([name, value]) => candidate[name] === value));
  if (!cell) {
    console.error(`The matrix of "${jobName}" has no cell with ${JSON.stringify(chosen)}.`);
    return 2;
  }

  const scratch = mkdtempSync(join(tmpdir(), 'bimetal-workflow-'));
  const folder = options.here ? workspaceRoot : resolve(userFolder, options.folder ?? join(scratch, 'clone'));
  try {
    if (!options.here && !options.list) clone(folder);
    const context: Context = {
      matrix: cell,
      inputs: typed(pairs(options.input)),
      github: {
        workspace: folder,
        event_name: 'push',
        ref: 'refs/heads/main',
        ref_name: 'main',
        run_id: '1',
        run_attempt: '1',
      },
      runner: { os: 'Linux', arch: process.arch.toUpperCase(), temp: scratch },
      env: {},
    };
    const outcomes = runSteps(job.steps, { ...workflow.env, ...job.env }, context, folder, scratch);
    console.log(`\n${file}, job ${jobName}${'system' in cell ? `, ${cell['system']}` : ''}:`);
    for (const { step, result, seconds } of outcomes)
      console.log(`  ${result.padEnd(14)} ${String(seconds).padStart(5)} s  ${step}`);
    return outcomes.some(({ result }) => result.startsWith('failed')) ? 1 : 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A name alone is one of ours. */
function fileOf(file: string): string {
  return basename(file) === file ? join(workspaceRoot, '.github/workflows', file) : resolve(userFolder, file);
}

function clone(folder: string): void {
  if (existsSync(folder)) throw new Error(`${folder} is there already: a fresh clone needs a new folder.`);
  const { status } = spawnSync('git', ['clone', '--quiet', '--no-hardlinks', workspaceRoot, folder], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`git clone ended with ${status}.`);
}

function runSteps(
  steps: Step[],
  env: Record<string, string>,
  context: Context,
  folder: string,
  scratch: string,
): Outcome[] {
  const outcomes: Outcome[] = [];
  const path = [dirname(process.execPath), ...(process.env['PATH'] ?? '').split(delimiter)]
    // Not the programs of the checkout that this was started in: the clone has its own.
    .filter((entry) => !entry.startsWith(join(workspaceRoot, 'node_modules', '.bin')));
  let hasFailed = false;
  for (const step of steps) {
    const name = step.name ?? step.uses ?? step.run?.split('\n')[0] ?? '';
    const note = (result: string, started = Date.now()) =>
      outcomes.push({ step: name, result, seconds: Math.round((Date.now() - started) / 1000) });
    if (!runs(step.if, context, hasFailed)) note('not asked for');
    else if (step.run === undefined) note('an action');
    else if (options.list) note('would run');
    else {
      console.log(`\n=== ${name}`);
      const started = Date.now();
      const script = join(scratch, `step-${outcomes.length}.sh`);
      writeFileSync(script, substitute(step.run, context));
      const { status, signal } = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
        cwd: resolve(folder, step['working-directory'] ?? '.'),
        env: stepEnvironment({ ...env, ...step.env }, context, folder, scratch, path),
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      note(status === 0 ? 'passed' : `failed (${signal ?? status})`, started);
      hasFailed ||= status !== 0;
    }
  }
  return outcomes;
}

/** Nothing of npm and of Nx, which may have started this, reaches the steps. */
function stepEnvironment(
  env: Record<string, string>,
  context: Context,
  folder: string,
  scratch: string,
  path: readonly string[],
): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NX_|INIT_CWD$|NODE_OPTIONS$|FORCE_COLOR$)/.test(name),
  );
  const given = Object.entries(env).map(([name, value]) => [name, substitute(value, context)] as const);
  return {
    ...Object.fromEntries(own),
    PATH: path.join(delimiter),
    CI: 'true',
    GITHUB_WORKSPACE: folder,
    GITHUB_REF_NAME: 'main',
    RUNNER_TEMP: scratch,
    ...Object.fromEntries(given),
  };
}

process.exitCode = main();
