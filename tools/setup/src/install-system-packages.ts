/**
 * Installs with apt what `npm test` needs beyond npm and cargo: the C compiler, a library of Node, Chromium and LLDB.
 * `npm test` does the same by itself; this is for images, which are made before anybody runs a test. Needs no npm package.
 */
import { prepareBuild } from '../bootstrap/build-packages.mjs';
import { requireChromium } from './programs/chromium.ts';
import { prepareLldb } from './programs/lldb.ts';

function installSystemPackages(): number {
  const problems = prepareBuild();
  let chromium = '';
  try {
    chromium = requireChromium();
  } catch (error) {
    problems.push((error as Error).message);
  }
  const lldbProblem = prepareLldb();
  if (lldbProblem) problems.push(lldbProblem);
  if (problems.length > 0) console.error(problems.join('\n\n'));
  else console.log(`The C compiler and LLDB are installed; Chromium is ${chromium}.`);
  return problems.length > 0 ? 1 : 0;
}

process.exitCode = installSystemPackages();
