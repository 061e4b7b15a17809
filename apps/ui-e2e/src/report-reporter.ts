import type { FullResult, Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes what one run came to where the verdict of `npm test` finds it: `{suite, passed, failed, skipped, failures}`. */
export default class ReportReporter implements Reporter {
  readonly #file: string;
  readonly #name: string;
  #suite: Suite | undefined;
  readonly #errors: string[] = [];

  constructor({ file, suite = 'ui-e2e' }: { file: string; suite?: string }) {
    this.#file = file;
    this.#name = suite;
  }

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  /** Errors that belong to no test, such as a file that does not load. */
  onError(error: TestError): void {
    this.#errors.push(textOf(error));
  }

  onEnd(result: FullResult): void {
    const tests = this.#suite?.allTests() ?? [];
    const outcomes = tests.map((test) => test.outcome());
    const count = (...wanted: string[]): number => outcomes.filter((outcome) => wanted.includes(outcome)).length;
    const report = {
      suite: this.#name,
      passed: count('expected', 'flaky'),
      // A run that was stopped, or that found no test at all, must not look like a pass.
      failed:
        count('unexpected') + this.#errors.length + (result.status !== 'passed' && count('unexpected') === 0 ? 1 : 0),
      skipped: count('skipped'),
      failures: [...tests.filter((test) => test.outcome() === 'unexpected').map(failureOf), ...this.#errors],
    };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(report) + '\n');
  }

  printsToStdio(): boolean {
    return false;
  }
}

function failureOf(test: TestCase): string {
  const errors = test.results.flatMap((result) => result.errors);
  return [test.titlePath().filter(Boolean).join(' › '), ...errors.map(textOf)].join('\n');
}

function textOf({ message, stack, value }: TestError): string {
  return stack ?? message ?? value ?? 'an error without a text';
}
