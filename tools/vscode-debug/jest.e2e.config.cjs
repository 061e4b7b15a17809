const base = require('../jest/node.cjs')(__dirname, 'vscode-debug-e2e');
const [onScreen, [report]] = base.reporters;

// Nx asks its tasks for colours; the debugged programs inherit that, and would colour the numbers that the tests compare.
process.env.FORCE_COLOR = '0';

// Real programs under real debuggers: each step has a limit of its own, this one is for what hangs all the same.
module.exports = {
  ...base,
  testMatch: ['<rootDir>/e2e/**/*.spec.ts'],
  testTimeout: 300_000,
  maxWorkers: 1,
  reporters: [onScreen, [report, { file: `${__dirname}/test-output/e2e.json` }]],
};
