module.exports = {
  ...require('../../tools/jest/node.cjs')(__dirname, 'bindings'),
  // Some tests start processes and workers. The limit is there for what hangs, not for a machine that is busy.
  testTimeout: 60_000,
};
