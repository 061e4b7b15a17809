/**
 * Runs print.ts on a Node that can. Nx starts this with whatever `node` is on the PATH, which may be older than the
 * one that Nx itself runs on: plain JavaScript, and nothing newer than Node 18 knows.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./print.ts', import.meta.url));

/** The Node that the workspace has installed, and the one that runs npm. */
const others = [
  join(process.cwd(), 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node'),
  process.env.npm_node_execpath,
];

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('./print.ts');
} else {
  const node = others.find((one) => one && existsSync(one));
  const run = node ? spawnSync(node, [script, ...process.argv.slice(2)], { encoding: 'utf8' }) : undefined;
  // Without an answer nothing may be taken from the cache.
  console.log(run?.status === 0 ? run.stdout.trim() : `${Date.now()} ${process.pid}`);
}
