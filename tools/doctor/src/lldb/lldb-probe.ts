import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { findLldb, type Lldb } from '@bimetal/setup/lldb';
import { thisMachine } from '@bimetal/setup/system-packages';

import { type SetUp } from '../set-up.ts';

/** What the plugin says of itself and of this Node, from inside LLDB. */
export type PluginAnswer = { versions: string[]; symbols: number; missing: string[] };

/** `python` is absent when LLDB has none; `problem` is why the plugin did not load. */
export type LldbAnswer = { lldb: Lldb; output: string; python?: string; problem?: string } & Partial<PluginAnswer>;

const PROBE_FOLDER = import.meta.dirname;
const PROBE_MS_MAX = 60_000;
const answers = new WeakMap<SetUp, LldbAnswer | undefined>();

/** Runs LLDB once for all the checks that ask; undefined when there is no LLDB on the PATH. */
export function probeLldb(setUp: SetUp): LldbAnswer | undefined {
  if (!answers.has(setUp)) answers.set(setUp, runProbe(setUp));
  return answers.get(setUp);
}

function runProbe(setUp: SetUp): LldbAnswer | undefined {
  const lldb = findLldb({ ...thisMachine, env: setUp.env });
  if (!lldb) return undefined;
  const ask = `lldb_probe.run(${[join(setUp.root, 'tools/lldb-ts'), 'lldb_ts', setUp.node].map(pythonString).join(', ')})`;
  const commands = [`command script import "${join(PROBE_FOLDER, 'lldb_probe.py')}"`, `script ${ask}`];
  // The user's own .lldbinit is left out: what it does is not ours to judge.
  const args = ['--no-lldbinit', '--batch', ...commands.flatMap((command) => ['--one-line', command])];
  const run = spawnSync(lldb.path, args, {
    encoding: 'utf8',
    env: { ...setUp.env, PYTHONDONTWRITEBYTECODE: '1' } as NodeJS.ProcessEnv,
    timeout: PROBE_MS_MAX,
    killSignal: 'SIGKILL',
  });
  const [, answer] = /^doctor: (.*)$/m.exec(run.stdout ?? '') ?? [];
  const output = `${run.stderr ?? ''}${run.stdout ?? ''}`.trim();
  return { lldb, output, ...(answer ? (JSON.parse(answer) as PluginAnswer) : {}) };
}

/** A JSON string is a Python string too. */
function pythonString(text: string): string {
  return JSON.stringify(text);
}
