import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findObjcopy, run, runObjcopy } from '@bimetal/nx-rust/shared';

/** Node's configuration of a single executable application. Paths are relative to the folder it is built in, or absolute. */
export interface SeaConfig {
  main: string;
  /** The Node to build upon; the one that builds when absent. */
  executable?: string;
  output: string;
  disableExperimentalSEAWarning: boolean;
  useCodeCache: boolean;
  execArgv?: string[];
  execArgvExtension: 'none' | 'env' | 'cli';
  assets: Record<string, string>;
}

/** Has Node write `config.output` in `folder`. */
export async function writeExecutable(config: SeaConfig, folder: string): Promise<void> {
  const file = 'sea-config.json';
  writeFileSync(join(folder, file), JSON.stringify(config));
  const lines: string[] = [];
  const code = await run(process.execPath, ['--build-sea', file], {
    cwd: folder,
    // Whoever runs us may have given Node flags, and some of them change the code cache.
    env: { NODE_OPTIONS: '' },
    onLine: (line) => lines.push(line),
  });
  if (code === 0 && existsSync(join(folder, config.output))) return;
  throw new Error(`Node could not write the executable (exit code ${code}).\n${lines.join('\n')}`.trim());
}

/**
 * The Node to build upon, without its debug info; undefined means the one that runs us, as it is. On Linux, Node moves
 * the sections of its own debug info (some of its C libraries have it) and leaves wrong offsets in them, of which
 * debuggers complain. The symbol table stays: debuggers read V8's constants by it.
 */
export function nodeToBuildUpon(folder: string, workspaceRoot: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const objcopy = findObjcopy(workspaceRoot);
  if (objcopy === undefined) return undefined;
  const node = join(folder, 'node');
  runObjcopy(objcopy, ['--strip-debug', process.execPath, node]);
  return node;
}
