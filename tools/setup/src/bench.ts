/** `npm run bench`: builds the release addon, and what a suite needs beside it, and hands over to @bimetal/bench. */
import { join } from 'node:path';

import { runChild } from '../bootstrap/run-child.mjs';
import { childEnvironment, nxProgram, userFolder, workspaceRoot } from './workspace.ts';

async function bench(args: readonly string[]): Promise<number> {
  const env = childEnvironment({ BIMETAL_PROFILE: 'release' });
  const wantsHelp = args.length === 0 || args.includes('--help') || args.includes('-h');
  if (!wantsHelp) {
    const build = ['run-many', '-t', 'build', '-p', '@bimetal/bindings', '-c', 'release', '--output-style=stream'];
    const { code } = await runChild(process.execPath, [nxProgram, ...build], { cwd: workspaceRoot, env });
    if (code !== 0) return code;
    if (args.includes('boundary')) {
      const yardstick = ['run', '@bimetal/addon:build-yardstick', '--output-style=stream'];
      const built = await runChild(process.execPath, [nxProgram, ...yardstick], { cwd: workspaceRoot, env });
      if (built.code !== 0) return built.code;
    }
  }
  const program = join(workspaceRoot, 'tools/bench/src/main.ts');
  const { code } = await runChild(process.execPath, [program, ...args], { cwd: userFolder, env });
  return code;
}

process.exitCode = await bench(process.argv.slice(2));
