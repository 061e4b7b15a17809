// All of apps/api-e2e, on the executable in place of the built server.
require('./under-test.cjs');

const report = require.resolve('../../../tools/jest/report.cjs');

module.exports = {
  ...require('../../api-e2e/jest.e2e.cjs'),
  displayName: 'api',
  reporters: ['default', [report, { file: `${__dirname}/../test-output/e2e/api.json` }]],
};
