import { TestCounter } from './count.ts';

const OK = 'test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s';
const FAILED = 'test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s';

function report(lines: string[], success: boolean) {
  const counter = new TestCounter();
  for (const line of lines) counter.read(line);
  return counter.report('store', success);
}

describe('the count of a test run', () => {
  it('adds up its test programs', () => {
    const lines = ['running 6 tests', OK, 'test key::parses ... ok', FAILED];
    expect(report(lines, false)).toEqual({ suite: 'store', passed: 8, failed: 2, skipped: 1, failures: [] });
  });

  it('keeps what each failed test has printed', () => {
    const lines = [
      ...['test key::parses ... FAILED', '', 'failures:', ''],
      ...['---- key::parses stdout ----', 'panicked at src/key.rs:3:5:', 'too long', ''],
      ...['---- key::orders stdout ----', 'panicked at src/key.rs:9:5:', ''],
      ...['failures:', '    key::parses', '    key::orders', FAILED],
    ];
    expect(report(lines, false).failures).toEqual([
      'key::parses\npanicked at src/key.rs:3:5:\ntoo long',
      'key::orders\npanicked at src/key.rs:9:5:',
    ]);
  });

  it('sees through colours', () => {
    expect(report(['test result: \x1b[32mok\x1b[m. 2 passed; 0 failed; 0 ignored; 0 measured'], true).passed).toBe(2);
  });

  it('has one failure when a run fails without a result, as it does when tests do not compile', () => {
    expect(report([], false).failed).toBe(1);
    expect(report([OK], false).failed).toBe(1);
  });

  it('takes no test output for a result', () => {
    expect(report(['  test result: ok. 5 passed; 0 failed; 1 ignored;', 'a test result: ok'], true).passed).toBe(0);
  });
});
