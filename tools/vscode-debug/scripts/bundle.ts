import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the extension and the adapter, and puts the LLDB plugin beside them: the adapter looks for it there first. */
const project = join(import.meta.dirname, '..');
const dist = join(project, 'dist', 'bundle');
rmSync(dist, { recursive: true, force: true });

const shared = { bundle: true, platform: 'node', target: 'node22', sourcemap: true, logLevel: 'warning' } as const;
await build({
  ...shared,
  entryPoints: [join(project, 'src', 'extension.ts')],
  outfile: join(dist, 'extension.cjs'),
  format: 'cjs',
  external: ['vscode'],
});
await build({
  ...shared,
  entryPoints: [join(project, 'src', 'adapter.ts')],
  outfile: join(dist, 'adapter.mjs'),
  format: 'esm',
});
cpSync(join(project, '..', 'lldb-ts', 'lldb_ts'), join(dist, 'lldb_ts'), {
  recursive: true,
  filter: (path) => !path.includes('__pycache__'),
});
