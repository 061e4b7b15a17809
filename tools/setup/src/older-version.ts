/**
 * `node older-version.ts node-24` or `lldb-19`: installs an older program privately, for the tests of the debugging tools,
 * and prints where it is: the path of Node, or the folder with `lldb` and `lldb-dap`. Where it cannot be had, it says why
 * and ends with 1.
 */
import { lldb19 } from './older-version/lldb-19.ts';
import { node24 } from './older-version/node-24.ts';

const PROGRAMS = new Map([
  ['node-24', node24],
  ['lldb-19', lldb19],
]);

const [wanted = ''] = process.argv.slice(2);
try {
  const install = PROGRAMS.get(wanted);
  if (!install) throw new Error(`"${wanted}" is none of ${[...PROGRAMS.keys()].join(', ')}`);
  console.log(install());
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
