import { defineConfig } from '@playwright/test';
import { chromiumPath } from './src/chromium.ts';

const isCi = process.env['CI'] !== undefined;

/** The page in a real Chromium, against the real built server: each test starts its own, on a free port, over an empty folder. */
export default defineConfig({
  testDir: './src',
  // Not test-output itself: Playwright empties this folder, and the report and the screenshots stand beside it.
  outputDir: './test-output/failures',
  reporter: [['list'], ['./src/report-reporter.ts', { file: './test-output/playwright.json' }]],
  forbidOnly: isCi,
  fullyParallel: true,
  workers: 2,
  // Against hangs only: the first test of a cold machine waits for its disk.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromiumPath(),
      // As root there is no sandbox; the rest keeps a browser quiet that has nothing to ask the network for.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
