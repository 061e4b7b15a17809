/** The target `crates`: crates and their modules depend on each other one way. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { workspaceRoot } from '@bimetal/setup/workspace';

import { arrowProblems, type CrateMetadata } from './arrows.ts';
import { moduleCircles } from './modules.ts';

function check(): number {
  const cargo = spawnSync('cargo', ['metadata', '--format-version', '1', '--no-deps', '--offline'], {
    cwd: workspaceRoot,
    encoding: 'utf8',
  });
  if (cargo.status !== 0) {
    console.error(`cargo metadata failed:\n${cargo.stderr || cargo.error?.message}`);
    return 1;
  }
  const { packages } = JSON.parse(cargo.stdout) as { packages: (CrateMetadata & { manifest_path: string })[] };
  const problems = arrowProblems(packages);
  let modules = 0;
  for (const { name, manifest_path } of packages) {
    const cwd = join(dirname(manifest_path), 'src');
    const sources = globSync('**/*.rs', { cwd }).map((path) => ({ path, text: readFileSync(join(cwd, path), 'utf8') }));
    modules += sources.length;
    problems.push(...moduleCircles(sources).map((circle) => `${name}: ${[...circle, circle[0]].join(' -> ')}`));
  }
  for (const problem of problems) console.error(problem);
  console.log(`${packages.length} crates and ${modules} modules looked at, ${problems.length} problems.`);
  return problems.length === 0 ? 0 : 1;
}

process.exitCode = check();
