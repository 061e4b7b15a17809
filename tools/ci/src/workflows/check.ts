/**
 * The target `workflows`: pins, permissions, limits of time. Linters that are on the PATH look as well; in CI both are. They come with
 * `go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12` and `pipx install zizmor==1.32.0`.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { findOnPath, thisMachine } from '@bimetal/setup/system-packages';
import { workspaceRoot } from '@bimetal/setup/workspace';

import { workflowProblems } from './workflow-problems.ts';

/** What each is started with. A check that asked the network might fail for a commit that passed yesterday. */
const LINTERS = { actionlint: [], zizmor: ['--offline', '--no-progress', '.github'] };

function check(): number {
  const paths = globSync('.github/workflows/*.{yml,yaml}', { cwd: workspaceRoot }).sort();
  const files = paths.map((path) => ({ path, text: readFileSync(join(workspaceRoot, path), 'utf8') }));
  const problems = workflowProblems(files);
  for (const problem of problems) console.error(problem);
  const answers = Object.entries(LINTERS).map(([name, args]) => ({ name, answer: lint(name, args) }));
  const said = answers.map(({ name, answer }) => `${name} ${answer}`);
  console.log(`${files.length} workflow files looked at, ${problems.length} problems; ${said.join(', ')}.`);
  return files.length > 0 && problems.length === 0 && answers.every(({ answer }) => answer !== 'objects') ? 0 : 1;
}

function lint(name: string, args: readonly string[]): 'is not here' | 'agrees' | 'objects' {
  const program = findOnPath(thisMachine, [name]);
  if (!program) return 'is not here';
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: workspaceRoot, encoding: 'utf8' });
  if (status === 0) return 'agrees';
  console.error(stdout || stderr || error?.message);
  return 'objects';
}

process.exitCode = check();
