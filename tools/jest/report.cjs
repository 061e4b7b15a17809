const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');

/** Writes the counts of one Jest run where the verdict of `npm test` finds them: `{suite, passed, failed, skipped}`. */
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
    };
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(report) + '\n');
  }
};
