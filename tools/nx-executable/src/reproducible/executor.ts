import type { ExecutorContext } from '@nx/devkit';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportingErrors, run } from '@bimetal/nx-rust/shared';
import { compare } from './compare.ts';
import { copyTree, copyWorkspace } from './copy-workspace.ts';
import type { ReproducibleOptions } from './options.ts';

/** The folder's length differs from the workspace's, too: a path that got into a file moves what comes after it. */
const COPY = 'the-same-sources-in-another-folder';

export default function reproducibleExecutor(
  { task, files, folder }: ReproducibleOptions,
  { root }: ExecutorContext,
): Promise<{ success: boolean }> {
  return reportingErrors(async () => {
    const parent = folder ?? realpathSync(mkdtempSync(join(tmpdir(), 'reproducible-')));
    const copy = join(parent, COPY);
    try {
      mkdirSync(parent, { recursive: true });
      console.log(`Copying the sources to ${copy}`);
      copyWorkspace(root, copy);
      // What the workspace has now: whoever goes on working there may build again before we compare.
      const here = join(parent, 'here');
      for (const file of files) copyTree(join(root, file), join(here, file));
      console.log(`Running ${task} there, without a cache`);
      if ((await runTask(task, copy)) !== 0) return false;
      return report(files, here, copy);
    } finally {
      if (folder === undefined) rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
    }
  });
}

/** In surroundings that differ where they may: time zone and language are none of a build's business. */
function runTask(task: string, cwd: string): Promise<number> {
  const nx = createRequire(join(cwd, 'package.json')).resolve('nx/package.json');
  const cleared = Object.keys(process.env).filter((name) => /^(NX_|npm_|CARGO_TARGET_DIR$)/.test(name));
  return run(process.execPath, [join(nx, '..', 'dist', 'bin', 'nx.js'), 'run', task, '--skip-nx-cache'], {
    cwd,
    env: {
      ...Object.fromEntries(cleared.map((name) => [name, undefined])),
      NX_DAEMON: 'false',
      TZ: 'Pacific/Kiritimati',
      LC_ALL: 'C',
    },
  });
}

function report(files: readonly string[], here: string, copy: string): boolean {
  const { compared, differences } = compare(here, copy, files);
  for (const { file, how } of differences) console.error(`${file} ${how}`);
  const different = new Set(differences.map(({ file }) => file));
  for (const file of compared.filter((one) => !different.has(one))) {
    console.log(`${file} is the same, ${statSync(join(here, file)).size} bytes`);
  }
  if (differences.length === 0) console.log(`Reproducible: ${compared.length} files are the same in both folders`);
  else console.error(`Not reproducible: ${differences.length} differences`);
  return differences.length === 0;
}
