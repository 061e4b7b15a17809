/**
 * `named-files.mjs VARIABLE…`: prints what stands behind each variable that names a program or a file for the tests: its size and when it was
 * written. Nx hashes the variable by itself, and would take another build under the same name for the same.
 */
import { statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

function found(name) {
  const folders = /[/\\]/.test(name) ? [process.cwd()] : (process.env.PATH ?? '').split(delimiter);
  for (const folder of folders) {
    const stat = statSync(resolve(folder, name), { throwIfNoEntry: false });
    if (stat?.isFile()) return `${join(folder, name)} ${stat.size} ${stat.mtimeMs}`;
  }
  return `${name} absent`;
}

for (const variable of process.argv.slice(2)) {
  for (const name of (process.env[variable] ?? '').split(/[:;,\s]+/).filter(Boolean))
    console.log(variable, found(name));
}
