import { existsSync } from 'node:fs';

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser to test in: `CHROMIUM_PATH`, or one that the system has. Playwright's own download is not used. */
export function chromiumPath(): string {
  const asked = process.env['CHROMIUM_PATH'];
  const path = [...(asked === undefined ? USUAL_PATHS : [asked])].find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new Error(
    `No Chromium at ${asked ?? USUAL_PATHS.join(', ')}.\n` +
      'The tests of the page need one: install it (Debian and Ubuntu: apt-get install chromium; Fedora: dnf install chromium), ' +
      'or set CHROMIUM_PATH to the program of a Chromium or Chrome that you have.',
  );
}
