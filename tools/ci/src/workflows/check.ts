/**
 * The target `workflows`: pins, permissions, limits of time. Where actionlint is on the PATH it looks as well; it comes with
 * `go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12`, and runs in CI in any case.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { findOnPath, thisMachine } from '@bimetal/setup/system-packages';
import { workspaceRoot } from '@bimetal/setup/workspace';

import { workflowProblems } from './workflow-problems.ts';

function check(): number {
  const paths = globSync('.github/workflows/*.{yml,yaml}', { cwd: workspaceRoot }).sort();
  const files = paths.map((path) => ({ path, text: readFileSync(join(workspaceRoot, path), 'utf8') }));
  const problems = workflowProblems(files);
  for (const problem of problems) console.error(problem);
  const actionlint = findOnPath(thisMachine, ['actionlint']);
  const lint = actionlint && spawnSync(actionlint, { cwd: workspaceRoot, encoding: 'utf8' });
  if (lint && lint.status !== 0) console.error(lint.stdout || lint.stderr || lint.error?.message);
  const also = lint ? ', by actionlint as well' : '; actionlint is not here';
  console.log(`${files.length} workflow files looked at${also}, ${problems.length} problems.`);
  return files.length > 0 && problems.length === 0 && (!lint || lint.status === 0) ? 0 : 1;
}

process.exitCode = check();
