/** `npm run setup`: the bootstrap has installed; this says whether what is there is what the lock file names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { gapsIn, type Lock, stillMissing } from '../bootstrap/gaps.mjs';
import { installationProblems } from './setup/installation-problems.ts';
import { workspaceRoot } from './workspace.ts';

const read = (path: string) => JSON.parse(readFileSync(join(workspaceRoot, path), 'utf8')) as Lock;

function setup(): number {
  const gaps = gapsIn(workspaceRoot);
  const missing = stillMissing(workspaceRoot, gaps);
  const installed = read('node_modules/.package-lock.json');
  const problems = installationProblems(read('package-lock.json'), installed, gaps);
  for (const problem of problems) console.error(problem);
  for (const { name, version } of missing) {
    console.error(`${name}@${version}, optional, is neither in the lock file nor in the registry.`);
  }
  const count = Object.keys(installed.packages).length;
  const beside = gaps.filter((gap) => !missing.includes(gap)).map(({ name, version }) => `${name}@${version}`);
  console.log(`${count} packages are installed, ${problems.length} of them not as the lock file says.`);
  if (beside.length > 0) console.log(`Beside the lock file: ${beside.join(' ')}`);
  return problems.length === 0 ? 0 : 1;
}

process.exitCode = setup();
