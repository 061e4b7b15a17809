import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

import type { Add } from './repeat-add.ts';

const source = resolve(import.meta.dirname, '../../native/add.c');
const output = resolve(import.meta.dirname, '../../dist/add.node');

/**
 * Compiles native/add.c and loads it. One call of the system's C compiler does it: a Node-API addon needs two headers,
 * which come with Node itself, and no build tool that would fetch them.
 */
export function loadCAdd(): Add {
  const headers = nodeHeaders();
  mkdirSync(dirname(output), { recursive: true });
  // A name of its own, renamed: an addon that somebody has loaded must not be overwritten in place.
  const written = `${output}.${process.pid}`;
  // Node itself brings the Node-API functions; a Linux linker takes their absence, that of macOS must be told.
  const linker = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  const args = ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', `-I${headers}`, ...linker, source, '-o', written];
  const compiler = spawnSync('cc', args, { encoding: 'utf8' });
  if (compiler.error) {
    throw new Error(
      'this suite compares with an addon in C and needs a C compiler named `cc` (Debian: apt-get install gcc)',
      {
        cause: compiler.error,
      },
    );
  }
  if (compiler.status !== 0) throw new Error(`cc ${args.join(' ')} failed:\n${compiler.stderr}`);
  renameSync(written, output);
  const addon = createRequire(import.meta.url)(output) as { add: Add };
  return addon.add;
}

function nodeHeaders(): string {
  const folder = join(dirname(realpathSync(process.execPath)), '../include/node');
  if (existsSync(join(folder, 'node_api.h'))) return folder;
  throw new Error(`the headers of Node are not beside it: there is no ${join(folder, 'node_api.h')}`);
}
