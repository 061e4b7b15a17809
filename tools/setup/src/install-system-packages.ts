/**
 * Installs with apt what `npm test` needs beyond npm and cargo: Chromium and LLDB. `npm test` does the same by itself; this
 * is for images, which are made before anybody runs a test. Needs no npm package.
 */
import { requireChromium } from './chromium.ts';
import { prepareLldb } from './lldb.ts';

const chromium = requireChromium();
const problem = prepareLldb();
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  console.log(`Chromium is ${chromium}; LLDB is installed.`);
}
