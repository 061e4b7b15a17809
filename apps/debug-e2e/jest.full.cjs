const report = require.resolve('../../tools/jest/report.cjs');

module.exports = {
  ...require('./jest.e2e.cjs'),
  displayName: 'debug-e2e full',
  testPathIgnorePatterns: [],
  reporters: ['default', [report, { file: `${__dirname}/test-output/full.json` }]],
};
