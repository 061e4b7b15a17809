// The random walk is a campaign of its own, `nx run @bimetal/vscode-debug:walk`: its seed is new each time, so that a run may find
// what no run before it has found. A finding is worth a seed in a bug report, not a red build of somebody else's change.
const base = require('./jest.e2e.config.cjs');
const [onScreen, [report]] = base.reporters;

module.exports = {
  ...base,
  testMatch: ['<rootDir>/e2e/**/*.walk.ts'],
  reporters: [onScreen, [report, { file: `${__dirname}/test-output/walk.json` }]],
};
