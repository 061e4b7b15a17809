/**
 * The Jest configuration of every Node project. NestJS 12 is published as ES modules only, so the tests run as ES
 * modules too: the `test` target sets NODE_OPTIONS=--experimental-vm-modules.
 *
 * `coverageDirectory` is where Nx learns the target's output folder from; the report that the verdict counts is written there.
 */
module.exports = (rootDir, displayName) => ({
  rootDir,
  displayName,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironmentOptions: { customExportConditions: ['@bimetal/source', 'node', 'node-addons'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
        swcrc: false,
      },
    ],
  },
  // Only ends what hangs: a machine that is busy, or new to these files, takes its time.
  testTimeout: 60_000,
  coverageDirectory: 'test-output',
  reporters: ['default', [require.resolve('./report.cjs'), { file: `${rootDir}/test-output/jest.json` }]],
});
