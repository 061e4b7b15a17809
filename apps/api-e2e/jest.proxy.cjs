const report = require.resolve('../../tools/jest/report.cjs');

// What the target `proxy` runs: it needs nginx, which a machine with the rest of the tools need not have.
module.exports = {
  ...require('./jest.e2e.cjs'),
  displayName: 'api-e2e proxy',
  testMatch: ['<rootDir>/src/**/*.proxy.spec.ts'],
  testPathIgnorePatterns: [],
  reporters: ['default', [report, { file: `${__dirname}/test-output/proxy.json` }]],
};
