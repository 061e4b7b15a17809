/** The target `licences`: every crate and every npm package that ships has a licence that allows it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { workspaceRoot } from '@bimetal/setup/workspace';

import { CRATE_LICENCES, cratesOf, licenceProblems, NPM_LICENCES } from './licences.ts';
import { npmPackagesOf } from './npm-packages.ts';

const METADATA_BYTES_MAX = 64 * 1024 * 1024;

function check(): number {
  const cargo = spawnSync('cargo', ['metadata', '--format-version', '1', '--locked'], {
    cwd: workspaceRoot,
    encoding: 'utf8',
    maxBuffer: METADATA_BYTES_MAX,
  });
  if (cargo.status !== 0) {
    console.error(`cargo metadata failed:\n${cargo.stderr || cargo.error?.message}`);
    return 1;
  }
  const crates = cratesOf(JSON.parse(cargo.stdout));
  const npmPackages = npmPackagesOf(JSON.parse(readFileSync(join(workspaceRoot, 'package-lock.json'), 'utf8')));
  const problems = [...licenceProblems(crates, CRATE_LICENCES), ...licenceProblems(npmPackages, NPM_LICENCES)];
  for (const problem of problems) console.error(problem);
  console.log(`${crates.length} crates and ${npmPackages.length} npm packages looked at, ${problems.length} problems.`);
  return problems.length === 0 ? 0 : 1;
}

process.exitCode = check();
