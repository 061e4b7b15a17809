import type { FullResult, Reporter, Suite } from '@playwright/test/reporter';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes the counts of one run where the verdict of `npm test` finds them: `{suite, passed, failed, skipped}`. */
export default class ReportReporter implements Reporter {
  readonly #file: string;
  #suite: Suite | undefined;
  #errors = 0;

  constructor(options: { file: string }) {
    this.#file = options.file;
  }

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  /** Errors that belong to no test, such as a file that does not load. */
  onError(): void {
    this.#errors += 1;
  }

  onEnd(result: FullResult): void {
    const outcomes = (this.#suite?.allTests() ?? []).map((test) => test.outcome());
    const count = (...wanted: string[]): number => outcomes.filter((outcome) => wanted.includes(outcome)).length;
    const report = {
      suite: 'ui-e2e',
      passed: count('expected', 'flaky'),
      // A run that was stopped, or that found no test at all, must not look like a pass.
      failed: count('unexpected') + this.#errors + (result.status !== 'passed' && count('unexpected') === 0 ? 1 : 0),
      skipped: count('skipped'),
    };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(report) + '\n');
  }

  printsToStdio(): boolean {
    return false;
  }
}
