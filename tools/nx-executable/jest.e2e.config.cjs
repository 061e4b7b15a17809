const base = require('../jest/node.cjs')(__dirname, 'nx-executable-e2e');
const [onScreen, [report]] = base.reporters;

// Real compilations: a cold cargo takes a minute on a slow machine, and the cases build on one another.
module.exports = {
  ...base,
  testMatch: ['<rootDir>/e2e/**/*.spec.ts'],
  testTimeout: 300_000,
  reporters: [onScreen, [report, { file: `${__dirname}/test-output/e2e.json` }]],
};
