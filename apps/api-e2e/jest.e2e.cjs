// Not named jest.config.cjs, so that the Jest plugin of Nx does not take these tests for unit tests: their target is `e2e`.
module.exports = {
  ...require('../../tools/jest/node.cjs')(__dirname, 'api-e2e'),
  testTimeout: 300_000,
  // One of them has clients that wait for minutes, and costs next to nothing.
  maxWorkers: 3,
  // Those need nginx: they have a target of their own, `proxy`.
  testPathIgnorePatterns: ['\\.proxy\\.spec\\.ts$'],
};
