/**
 * The target `inputs`: fails where the tests of a project read a file of the workspace or a variable that Nx does not hash
 * for them. Such a suite would be answered from the cache, green, although what it tests has changed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { workspaceRoot } from '@bimetal/setup/workspace';

import { gaps } from './gaps.ts';
import { testInputs } from './test-inputs.ts';

const targets = await testInputs();
const problems = targets.flatMap((target) =>
  gaps(target, workspaceRoot, (file) => readFileSync(join(workspaceRoot, file), 'utf8')),
);
for (const problem of problems) console.error(problem);
console.log(`${targets.length} targets looked at, ${problems.length} gaps.`);
process.exitCode = problems.length === 0 && targets.length > 0 ? 0 : 1;
