const { TestEnvironment } = require('jest-environment-jsdom');

/** The page's own environment, with what every browser has and jsdom has not. */
module.exports = class BrowserEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.TextDecoder = TextDecoder;
    this.global.TextEncoder = TextEncoder;
  }
};
