const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');

/** Writes what one Jest run came to where the verdict of `npm test` finds it: `{suite, passed, failed, skipped, failures}`. */
module.exports = class ReportReporter {
  constructor(globalConfig, options) {
    this.file = options.file;
  }

  onRunComplete(contexts, results) {
    const [context] = contexts;
    const report = {
      suite: context?.config.displayName?.name ?? 'jest',
      passed: results.numPassedTests,
      // A suite that does not even load has no failed test of its own: count it as one.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
      failures: results.testResults.flatMap(failuresOf),
    };
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(report) + '\n');
  }
};

/** A text for each failed test of a file, or one for a file that does not load. */
function failuresOf({ testFilePath, testResults, testExecError, failureMessage }) {
  if (testExecError) return [`${testFilePath}\n${failureMessage ?? testExecError.message}`];
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => `${fullName}\n${withoutJest(failureMessages.join('\n'))}`);
}

/** Frames of the test runner say nothing about the failure. */
function withoutJest(text) {
  return text.replace(/^ +at .*[/\\]node_modules[/\\](jest-|@jest).*\n?/gm, '');
}
