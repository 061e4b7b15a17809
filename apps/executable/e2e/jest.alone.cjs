// What only an executable promises.
require('./under-test.cjs');

const report = require.resolve('../../../tools/jest/report.cjs');

module.exports = {
  ...require('../../../tools/jest/node.cjs')(__dirname, 'alone'),
  testMatch: ['<rootDir>/**/*.spec.ts'],
  testTimeout: 300_000,
  maxWorkers: 2,
  reporters: ['default', [report, { file: `${__dirname}/../test-output/e2e/alone.json` }]],
};
