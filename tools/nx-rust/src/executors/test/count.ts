/** What a test run came to; `suite` tells whose it was when several are added up, `failures` has a text for each failed test. */
export interface TestReport {
  suite: string;
  passed: number;
  failed: number;
  skipped: number;
  failures: string[];
}

/**
 * Adds up the last line of each test program, `test result: ok. 5 passed; 0 failed; 1 ignored; …`, and keeps what a
 * failed test has printed: it stands between `---- name stdout ----` and the next such line, or the list `failures:`.
 */
export class TestCounter {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  readonly #failures: string[] = [];
  #isInFailure = false;

  read(line: string): void {
    // eslint-disable-next-line no-control-regex -- colours are control characters.
    const plain = line.replace(/\x1b\[[0-9;]*m/g, '');
    const match = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/.exec(plain);
    if (!match) return this.#readFailure(plain);
    this.#isInFailure = false;
    this.#passed += Number(match[1]);
    this.#failed += Number(match[2]);
    this.#skipped += Number(match[3]);
  }

  /** Tests that do not compile, or a test program that crashes, print no result: such a run has one failure at least. */
  report(suite: string, success: boolean): TestReport {
    const failed = success ? this.#failed : Math.max(this.#failed, 1);
    const failures = this.#failures.map((text) => text.trimEnd());
    return { suite, passed: this.#passed, failed, skipped: this.#skipped, failures };
  }

  #readFailure(line: string): void {
    const name = /^---- (.+) stdout ----$/.exec(line)?.[1];
    if (name) {
      this.#failures.push(name);
      this.#isInFailure = true;
    } else if (line === 'failures:') {
      this.#isInFailure = false;
    } else if (this.#isInFailure) {
      this.#failures.push(`${this.#failures.pop() ?? ''}\n${line}`);
    }
  }
}
