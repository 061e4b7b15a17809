// The suite of apps/api-e2e, on the executable in place of the built server: what a bundle could change.
const everything = require('./jest.everything.cjs');

/**
 * What no bundle could change, since it is about the rules of the same code: every module of it is asked for something by the
 * specs that stay. `nx everything executable` takes these too.
 */
const LEFT_OUT = [
  'batches',
  'bad-input',
  'conditional-requests',
  'degraded',
  'document-tags',
  'folder-gone',
  'keys',
  'kill/kill',
  'lists',
  'patches',
  'pipelining',
  'request-answers',
  'request-order',
  'slow-clients',
  'streaming',
  'writes',
];

module.exports = {
  ...everything,
  testPathIgnorePatterns: [...everything.testPathIgnorePatterns, `/src/(${LEFT_OUT.join('|')})\\.spec\\.ts$`],
};
