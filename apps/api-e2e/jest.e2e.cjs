// Not named jest.config.cjs, so that the Jest plugin of Nx does not take these tests for unit tests: their target is `e2e`.
module.exports = {
  ...require('../../tools/jest/node.cjs')(__dirname, 'api-e2e'),
  testTimeout: 300_000,
  maxWorkers: 2,
};
