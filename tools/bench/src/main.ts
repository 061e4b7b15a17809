import { type BenchArguments, readArguments } from './arguments.ts';
import { compareReports } from './compare/compare.ts';
import { formatChanges } from './compare/table.ts';
import { describeMachine, machineLine, machineNow } from './machine.ts';
import { readReport, type Report, writeReport } from './report.ts';
import { type Suite } from './suite.ts';
import { suites } from './suites.ts';
import { formatHelp, formatRows } from './table.ts';

async function main(args: readonly string[]): Promise<number> {
  let asked: BenchArguments;
  try {
    asked = readArguments(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${formatHelp(suites)}`);
    return 2;
  }
  if (asked.wantsHelp) {
    console.log(formatHelp(suites));
    return 0;
  }
  if (asked.suite === 'compare') return compare(asked);
  const suite = suites.find(({ name }) => name === asked.suite);
  if (!suite) {
    console.error(`${asked.suite ? `There is no suite "${asked.suite}".` : 'Which suite?'}\n\n${formatHelp(suites)}`);
    return 2;
  }
  const report = await run(suite, asked);
  if (asked.json) console.log(`\nWritten to ${writeReport(asked.json, report)}`);
  return suite.isGood?.(report.rows) === false ? 1 : 0;
}

async function run(suite: Suite, asked: BenchArguments): Promise<Report> {
  const report = asked.from === undefined ? await measure(suite, asked) : readReport(asked.from);
  if (report.suite !== suite.name) throw new Error(`${asked.from} is of the suite "${report.suite}"`);
  const { machine = machineNow(), rows, further } = report;
  console.log(`\n${formatRows(rows)}`);
  if (asked.documents) {
    if (!suite.document) throw new Error(`the figures of ${suite.name} are put into docs/benchmarks.md by hand`);
    await suite.document(rows, machineLine(machine), further);
    console.log('\nThe figures are in docs/benchmarks.md now.');
  }
  return report;
}

async function measure(suite: Suite, asked: BenchArguments): Promise<Report> {
  const machine = machineNow();
  console.log(`${suite.name}: ${suite.description}\n${describeMachine(machine)}`);
  const rounds = asked.rounds ?? suite.rounds[asked.isQuick ? 'quick' : 'full'];
  let further: unknown;
  const keep = (kept: unknown) => (further = kept);
  const { isQuick, minutes, only } = asked;
  const rows = await suite.run({ rounds, isQuick, minutes, only, say: console.log, keep });
  return { suite: suite.name, machine, rows, further };
}

async function compare(asked: BenchArguments): Promise<number> {
  const [base = '', now] = asked.compared;
  const { baseReport } = await import('./compare/base.ts');
  let before: Report;
  try {
    before = await baseReport(base, asked);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  const suite = suites.find(({ name }) => name === before.suite);
  if (!suite) throw new Error(`${base} is of the suite "${before.suite}", which there is not`);
  const after = now === undefined ? await run(suite, asked) : readReport(now);
  if (after.suite !== before.suite) throw new Error(`${base} is of ${before.suite}, and ${now} of ${after.suite}`);
  console.log(
    `\n${formatChanges(
      compareReports(
        before.rows.filter(({ name }) => name.startsWith(asked.only ?? '')),
        after.rows,
      ),
    )}`,
  );
  if (asked.json) console.log(`\nWritten to ${writeReport(asked.json, after)}`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
