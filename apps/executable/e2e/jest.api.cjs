// The suite of apps/api-e2e, on the executable in place of the built server.
require('./under-test.cjs');

const report = require.resolve('../../../tools/jest/report.cjs');
const served = require('../../api-e2e/jest.e2e.cjs');

/** What takes minutes and is about nothing that a bundle could change: clients that wait, and ten thousand keys. */
const LEFT_OUT = ['/slow-clients\\.spec\\.ts$', '/src/keys\\.spec\\.ts$'];

module.exports = {
  ...served,
  testPathIgnorePatterns: [...served.testPathIgnorePatterns, ...LEFT_OUT],
  displayName: 'api',
  reporters: ['default', [report, { file: `${__dirname}/../test-output/e2e/api.json` }]],
};
