const report = require.resolve('../../tools/jest/report.cjs');

module.exports = {
  ...require('./jest.e2e.cjs'),
  displayName: 'debug-e2e full',
  // What it has is a part of matrix.full.spec.ts.
  testPathIgnorePatterns: ['/matrix\\.spec\\.ts$'],
  reporters: ['default', [report, { file: `${__dirname}/test-output/full.json` }]],
};
