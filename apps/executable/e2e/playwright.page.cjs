// The page that is inside the executable, in a real Chromium: the tests of apps/ui-e2e that a person's first minutes consist of.
require('./under-test.cjs');

const { default: config } = require('../../ui-e2e/playwright.config.ts');
const { resolve } = require('node:path');

const output = resolve(__dirname, '../test-output/e2e');

module.exports = {
  ...config,
  testDir: resolve(__dirname, '../../ui-e2e/src'),
  testMatch: ['first-document.spec.ts', 'failures.spec.ts'],
  outputDir: `${output}/failures`,
  reporter: [
    ['list'],
    [resolve(__dirname, '../../ui-e2e/src/report-reporter.ts'), { file: `${output}/page.json`, suite: 'page' }],
  ],
};
