/**
 * What one test run wrote about itself: a file in `{projectRoot}/test-output`. Each text of `failures` has the name of
 * a failed test in its first line and the reason below.
 */
export type Report = { suite: string; passed: number; failed: number; skipped: number; failures: string[] };

/** A target that tests, as the project graph knows it, with the reports found after the run. */
export type TestTask = { id: string; reports: readonly Report[] };

/** What became of each task that ran: exit code by `project:target`. A task that was never reached is absent. */
export type TaskCodes = ReadonlyMap<string, number>;

export type VerdictRow = { name: string; passed: number; failed: number; skipped: number; remark: string };
export type Verdict = { rows: VerdictRow[]; passed: number; failed: number; skipped: number };

/**
 * Adds everything up. Nothing that went wrong is left out of `failed`: a task that failed without a failed test counts
 * as one, and so does a suite that was not reached or that left no report, and a run in which nothing was counted.
 */
export function verdictOf(suites: readonly TestTask[], codes: TaskCodes, nxCode: number): Verdict {
  const rows = suites.flatMap((suite) => suiteRows(suite, codes.get(suite.id)));
  const suiteIds = new Set(suites.map((suite) => suite.id));
  for (const [id, code] of codes) {
    if (code !== 0 && !suiteIds.has(id)) rows.push(failedRow(id, 'the task failed'));
  }
  const failed = sum(rows, 'failed');
  // Nx can end badly by itself, without a task to blame.
  if (nxCode !== 0 && failed === 0) rows.push(failedRow('nx', `ended with ${nxCode}`));
  // A run of which nothing is known has shown nothing, however well it ended.
  else if (rows.length === 0)
    rows.push(failedRow('nx', codes.size === 0 ? 'left no record of the run' : 'ran no suite'));
  else if (rows.every((row) => row.passed + row.failed + row.skipped === 0))
    rows.push(failedRow('nx', 'ran suites without a test in them'));
  return { rows, passed: sum(rows, 'passed'), failed: sum(rows, 'failed'), skipped: sum(rows, 'skipped') };
}

function suiteRows({ id, reports }: TestTask, code: number | undefined): VerdictRow[] {
  if (code === undefined) return [failedRow(id, 'was not run, because something before it failed')];
  if (reports.length === 0) return [failedRow(id, code === 0 ? 'left no report' : 'failed before its first test')];
  const rows = reports.map(({ suite, passed, failed, skipped }) => ({
    name: reports.length === 1 ? id : `${id} (${suite})`,
    passed,
    failed,
    skipped,
    remark: '',
  }));
  const unexplained = code !== 0 && sum(rows, 'failed') === 0;
  return unexplained ? [...rows, failedRow(id, 'failed outside its tests')] : rows;
}

function failedRow(name: string, remark: string): VerdictRow {
  return { name, passed: 0, failed: 1, skipped: 0, remark };
}

function sum(rows: readonly VerdictRow[], column: 'passed' | 'failed' | 'skipped'): number {
  return rows.reduce((total, row) => total + row[column], 0);
}

/** The suites as a table, for people. */
export function formatTable(rows: readonly VerdictRow[]): string {
  const width = Math.max(5, ...rows.map((row) => row.name.length));
  const line = (name: string, passed: unknown, failed: unknown, skipped: unknown, remark = '') =>
    `${name.padEnd(width)}  ${String(passed).padStart(6)}  ${String(failed).padStart(6)}  ${String(skipped).padStart(7)}  ${remark}`.trimEnd();
  return [
    line('suite', 'passed', 'failed', 'skipped'),
    ...rows.map((row) => line(row.name, row.passed, row.failed, row.skipped, row.remark)),
  ].join('\n');
}

const LINES_OF_A_FAILURE = 40;

/** What failed and why, for people at the end of a long output: it would be far above the table otherwise. */
export function formatFailures(suites: readonly TestTask[]): string {
  return suites
    .flatMap(({ id, reports }) => reports.flatMap(({ failures }) => failures.map((text) => [id, text] as const)))
    .map(([id, text]) => {
      const lines = text.split('\n');
      const cut = lines.length > LINES_OF_A_FAILURE ? [`… ${lines.length - LINES_OF_A_FAILURE} more lines above`] : [];
      return [
        `${id}: ${lines[0] ?? ''}`,
        ...[...lines.slice(1, LINES_OF_A_FAILURE), ...cut].map((line) => `  ${line}`),
      ];
    })
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** The last line, for people and programs: `N passed, N failed`, and what was skipped if anything was. */
export function formatVerdict({ passed, failed, skipped }: Verdict): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A report as it was read from disk; throws on anything that is not one, so that a broken file cannot pass as zero. */
export function parseReport(text: string): Report {
  const { suite, passed, failed, skipped, failures = [] } = JSON.parse(text) as Partial<Report>;
  for (const count of [passed, failed, skipped]) {
    if (!Number.isInteger(count) || Number(count) < 0)
      throw new Error(`not a test report: ${text.trim().slice(0, 200)}`);
  }
  return {
    suite: String(suite),
    passed: Number(passed),
    failed: Number(failed),
    skipped: Number(skipped),
    failures: Array.isArray(failures) ? failures.map(String) : [],
  };
}
