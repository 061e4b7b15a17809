import { buildIdCheck, debugInfoCheck, freshAddonCheck } from './build/addon.ts';
import { executableCheck } from './build/executable.ts';
import { inspectorPortCheck } from './inspector/inspector-port.ts';
import { lldbChecks } from './lldb/lldb.ts';
import { type Check, type Finding, type SetUp } from './set-up.ts';
import { sourceMapsCheck } from './build/source-maps.ts';
import { tracingChecks } from './tracing/tracing.ts';

export type Diagnosis = { name: string } & Finding;

/** In the order in which a debugger meets them: the kernel, LLDB, the inspector, what it is to show. */
const checks: readonly Check[] = [
  ...tracingChecks,
  ...lldbChecks,
  inspectorPortCheck,
  debugInfoCheck,
  freshAddonCheck,
  sourceMapsCheck,
  buildIdCheck,
  executableCheck,
];

/** Everything, one after the other. A check that fails by itself says so, and does not take the others with it. */
export async function diagnose(setUp: SetUp): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  for (const { name, examine } of checks) {
    try {
      diagnoses.push({ name, ...(await examine(setUp)) });
    } catch (error) {
      diagnoses.push({ name, verdict: 'notice', says: `could not be looked at: ${(error as Error).message}` });
    }
  }
  return diagnoses;
}
