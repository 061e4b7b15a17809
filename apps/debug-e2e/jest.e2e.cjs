// Not named jest.config.cjs, so that the Jest plugin of Nx does not take these tests for unit tests: their target is `e2e`.
// Nx asks its tasks for colours; the debugged programs inherit that, and would colour what the tests compare.
process.env.FORCE_COLOR = '0';

module.exports = {
  ...require('../../tools/jest/node.cjs')(__dirname, 'debug-e2e'),
  // Nx may run another suite of debuggers beside this one: with two of them few processors are busy.
  maxWorkers: 1,
  testTimeout: 200_000,
  testPathIgnorePatterns: ['\\.full\\.spec\\.ts$'],
};
