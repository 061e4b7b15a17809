module.exports = {
  ...require('../jest/node.cjs')(__dirname, 'setup'),
  testMatch: ['<rootDir>/{bootstrap,src}/**/*.spec.ts'],
};
