/** `npm run setup`: the bootstrap has installed; this says whether what is there is what the lock file names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { installationProblems } from './setup/installation-problems.ts';
import type { Lock } from './setup/lock.ts';
import { workspaceRoot } from './workspace.ts';

const read = (path: string) => JSON.parse(readFileSync(join(workspaceRoot, path), 'utf8')) as Lock;

function setup(): number {
  const installed = read('node_modules/.package-lock.json');
  const problems = installationProblems(read('package-lock.json'), installed);
  for (const problem of problems) console.error(problem);
  const count = Object.keys(installed.packages).length;
  console.log(`${count} packages are installed, ${problems.length} of them not as the lock file says.`);
  return problems.length === 0 ? 0 : 1;
}

process.exitCode = setup();
