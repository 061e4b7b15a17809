import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { type SetUp } from '../set-up.ts';

/** The errno of each thing that a debugger does to a process; 0 for success. */
export type ProbeResult = { launch: number; attach: number; fixedAddresses: number };

const PROBE = join(import.meta.dirname, 'ptrace_probe.py');
const PROBE_MS_MAX = 20_000;
const answers = new WeakMap<SetUp, ProbeResult | undefined>();

/** Really traces a process; undefined where there is no Python to do it with. Several checks ask, one run answers. */
export function probePtrace(setUp: SetUp): ProbeResult | undefined {
  if (!answers.has(setUp)) answers.set(setUp, runProbe(setUp));
  return answers.get(setUp);
}

function runProbe({ env }: SetUp): ProbeResult | undefined {
  const run = spawnSync('python3', [PROBE], {
    encoding: 'utf8',
    env: env as NodeJS.ProcessEnv,
    timeout: PROBE_MS_MAX,
    killSignal: 'SIGKILL',
  });
  if (run.status !== 0) return undefined;
  return JSON.parse(run.stdout) as ProbeResult;
}
