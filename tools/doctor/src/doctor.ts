/** `npm run doctor`: what stands between this machine and a debugging session, and what mends it. */
import { API_URLS_DEFAULT, INSPECTOR_PORT } from '@bimetal/setup/ports';
import { workspaceRoot } from '@bimetal/setup/workspace';

import { diagnose } from './diagnose.ts';
import { formatDiagnoses, formatSummary } from './report.ts';
import { type SetUp } from './set-up.ts';

async function doctor(args: readonly string[]): Promise<number> {
  const setUp: SetUp = {
    root: workspaceRoot,
    systemRoot: '/',
    platform: process.platform,
    node: process.execPath,
    v8: process.versions.v8,
    env: process.env,
    inspectorPort: INSPECTOR_PORT,
    serverUrl: process.env['BIMETAL_URLS']?.split(';')[0] ?? API_URLS_DEFAULT,
  };
  const diagnoses = await diagnose(setUp);
  if (args.includes('--json')) {
    console.log(JSON.stringify(diagnoses, undefined, 2));
  } else {
    console.log(`${formatDiagnoses(diagnoses)}\n\n${formatSummary(diagnoses)}`);
  }
  return diagnoses.some(({ verdict }) => verdict === 'broken') ? 1 : 0;
}

process.exitCode = await doctor(process.argv.slice(2));
