import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CargoProject } from '../../cargo/project.ts';

/**
 * Flags that name sources without the folders of this machine: those of the workspace from its root, as debuggers find
 * them when a source map says where that is; those of other crates and of the standard library as under `/cargo` and
 * `/rustc/<commit>`. The last flag that fits counts, so the workspace comes first: cargo's home may be inside.
 */
export function remapFlags({ cargoRoot, targetDir }: RemappedFolders, env: NodeJS.ProcessEnv): string[] {
  const cargoHome = env['CARGO_HOME'] || join(homedir(), '.cargo');
  const compiler = askCompiler(cargoRoot, env);
  return [
    [targetDir, './target'],
    [cargoRoot, '.'],
    [cargoHome, '/cargo'],
    ...(compiler ? [[join(compiler.sysroot, 'lib', 'rustlib', 'src', 'rust'), `/rustc/${compiler.commit}`]] : []),
  ].map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
}

type RemappedFolders = Pick<CargoProject, 'cargoRoot' | 'targetDir'>;

/** A compiler that does not say which one it is has no sources of its own to name. */
function askCompiler(cwd: string, env: NodeJS.ProcessEnv): { sysroot: string; commit: string } | undefined {
  const ask = (...args: string[]) =>
    execFileSync(env['RUSTC'] || 'rustc', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const commit = /^commit-hash: (.*)$/m.exec(ask('-vV'))?.[1];
    return commit === undefined ? undefined : { sysroot: ask('--print', 'sysroot').trim(), commit };
  } catch {
    return undefined;
  }
}
