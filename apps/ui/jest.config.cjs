/**
 * The Jest configuration of the page. Unlike the Node projects this one runs as CommonJS: Angular's preset fails
 * under --experimental-vm-modules. The libraries' TypeScript sources go through the same transform.
 */
module.exports = {
  displayName: 'ui',
  preset: 'jest-preset-angular',
  setupFilesAfterEnv: ['<rootDir>/src/test-setup.ts'],
  testEnvironment: '<rootDir>/jest-environment.cjs',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  testEnvironmentOptions: { customExportConditions: ['@bimetal/source', 'browser', 'require', 'default'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.(ts|mjs|html|svg)$': [
      'jest-preset-angular',
      { tsconfig: '<rootDir>/tsconfig.spec.json', stringifyContentPathRegex: '\\.(html|svg)$' },
    ],
  },
  transformIgnorePatterns: ['node_modules/(?!.*\\.mjs$)'],
  // Only ends what hangs.
  testTimeout: 60_000,
  coverageDirectory: 'test-output',
  reporters: [
    'default',
    [require.resolve('../../tools/jest/report.cjs'), { file: `${__dirname}/test-output/jest.json` }],
  ],
};
