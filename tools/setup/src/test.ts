/** `npm test`: everything that is built, checked and tested, and the verdict as the last line. */
import { requireChromium } from './programs/chromium.ts';
import { prepareLldb } from './programs/lldb.ts';
import { nxFolders, nxFolderVariables } from './test/nx-folders.ts';
import { forgetEarlierRuns, taskCodes, testTasks } from './test/run-record.ts';
import { runChild } from '../bootstrap/run-child.mjs';
import { skippedSuites, unexpectedSkips } from './test/skipped-suites.ts';
import {
  formatFailures,
  formatTable,
  formatVerdict,
  type Verdict,
  verdictOf,
  type VerdictRow,
} from './test/verdict.ts';
import { childEnvironment, nxProgram, workspaceRoot } from './workspace.ts';

const TARGETS = [
  'build',
  'typecheck',
  'lint',
  'format-check',
  'check-declarations',
  'crates',
  'licences',
  'pins',
  'inputs',
  'workflows',
  'test',
  'e2e',
  'simulate',
];

async function test(args: readonly string[]): Promise<number> {
  let chromium: string;
  try {
    chromium = requireChromium();
  } catch (error) {
    console.error((error as Error).message);
    console.log('0 passed, 1 failed');
    return 1;
  }
  const lldbProblem = prepareLldb();
  if (lldbProblem) console.log(lldbProblem);
  for (const sentence of skippedSuites(process.platform)) console.log(sentence);
  console.log('Building, checking and testing everything; what did not change is answered from the cache.');
  const folders = nxFolders(workspaceRoot, process.env);
  forgetEarlierRuns(workspaceRoot, folders);
  const nxArgs = ['run-many', '-t', ...TARGETS, '--output-style=stream', '--parallel=2', ...args];
  const { code: nxCode, wasInterrupted } = await runChild(process.execPath, [nxProgram, ...nxArgs], {
    cwd: workspaceRoot,
    env: childEnvironment({ ...nxFolderVariables(folders), CHROMIUM_PATH: chromium }),
  });

  const codes = taskCodes(folders);
  const isNarrowed = args.some((arg) => /^(-p|--projects?|--exclude)(=|$)/.test(arg));
  // When the user narrows the run, the suites that did not run were not asked for.
  const suites = testTasks(workspaceRoot, folders).filter((suite) => !isNarrowed || codes.has(suite.id));
  const verdict = verdictOf(suites, codes, nxCode);
  if (process.env['NO_SILENT_SKIPS']) addRows(verdict, unexpectedSkips(verdict.rows, process.platform));
  console.log(`\n${[formatFailures(suites), formatTable(verdict.rows)].filter(Boolean).join('\n\n')}\n`);
  console.log(formatVerdict(verdict));
  if (wasInterrupted) return nxCode || 130;
  return verdict.failed > 0 ? 1 : 0;
}

function addRows(verdict: Verdict, rows: readonly VerdictRow[]): void {
  verdict.rows.push(...rows);
  for (const { failed } of rows) verdict.failed += failed;
}

process.exitCode = await test(process.argv.slice(2));
