import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { NxFolders } from './nx-folders.ts';
import { parseReport, type Report, type TaskCodes, type TestTask } from './verdict.ts';

const RUN_RECORD = 'run.json';
const PROJECT_GRAPH = 'project-graph.json';
const REPORT_FOLDER = 'test-output';
const TEST_TARGETS = ['test', 'e2e', 'simulate'];
/** A linter counts where it names a report among its outputs: it may have to be skipped, which the verdict must tell. */
const LINT_TARGET = 'lint';
const PROJECT_PARENTS = ['apps', 'libs', 'native', 'tools'];

/**
 * Removes what an earlier run left, so that only this one is counted. A suite answered from the cache gets its reports
 * back with the rest of its outputs: Nx restores them when its daemon does not watch them, and ours is off.
 */
export function forgetEarlierRuns(root: string, { cache }: NxFolders): void {
  rmSync(join(cache, RUN_RECORD), { force: true });
  for (const parent of PROJECT_PARENTS) {
    if (!existsSync(join(root, parent))) continue;
    for (const project of readdirSync(join(root, parent))) {
      rmSync(join(root, parent, project, REPORT_FOLDER), { recursive: true, force: true });
    }
  }
}

/**
 * The exit code of every task that the last run reached, by `project:target`; empty when Nx did not get that far. A
 * target that ran in several configurations has the worst of their codes.
 */
export function taskCodes({ cache }: NxFolders): TaskCodes {
  const file = join(cache, RUN_RECORD);
  if (!existsSync(file)) return new Map();
  type Task = { projectName: string; target: string; status: number };
  const { tasks } = JSON.parse(readFileSync(file, 'utf8')) as { tasks: Task[] };
  const codes = new Map<string, number>();
  for (const { projectName, target, status } of tasks) {
    const id = `${projectName}:${target}`;
    codes.set(id, Math.max(codes.get(id) ?? 0, status));
  }
  return codes;
}

type Target = { outputs?: string[]; options?: Record<string, unknown> };
type Project = { root: string; targets?: Record<string, Target> };

/** Every target of the workspace that tests, from the project graph which the run itself has written. */
export function testTasks(root: string, { workspaceData }: NxFolders): TestTask[] {
  const file = join(workspaceData, PROJECT_GRAPH);
  if (!existsSync(file)) return [];
  const { nodes } = JSON.parse(readFileSync(file, 'utf8')) as { nodes: Record<string, { data: Project }> };
  return Object.entries(nodes).flatMap(([name, { data: project }]) =>
    [...TEST_TARGETS, LINT_TARGET].flatMap((targetName) => {
      const target = project.targets?.[targetName];
      if (!target) return [];
      const outputs = reportOutputs(project.root, target);
      if (targetName === LINT_TARGET && outputs.length === 0) return [];
      return [
        {
          id: `${name}:${targetName}`,
          reports: outputs.flatMap((output) => reportFiles(join(root, output))).map(readReport),
        },
      ];
    }),
  );
}

/** The reports among a target's outputs: those are what Nx restores when it answers the target from the cache. */
function reportOutputs(projectRoot: string, target: Target): string[] {
  const outputs = (target.outputs ?? []).map((output) =>
    output
      .replace('{projectRoot}', projectRoot)
      .replace(/\{options\.(\w+)\}/, (_whole, option: string) => String(target.options?.[option] ?? '')),
  );
  const folder = `${projectRoot}/${REPORT_FOLDER}`;
  return outputs.filter((output) => output === folder || output.startsWith(`${folder}/`));
}

function readReport(file: string): Report {
  try {
    return parseReport(readFileSync(file, 'utf8'));
  } catch (error) {
    // A report that cannot be read says nothing good: it counts as a failure and does not take the verdict with it.
    console.error(`${file}: ${(error as Error).message}`);
    return { suite: 'a report that cannot be read', passed: 0, failed: 1, skipped: 0, failures: [] };
  }
}

function reportFiles(output: string): string[] {
  const stat = statSync(output, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [output];
  const names = readdirSync(output).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => join(output, name));
}
