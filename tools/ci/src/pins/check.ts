/**
 * The target `pins`: what a fresh clone installs is what was tested, so every dependency is one exact version, and the lock
 * file has all of them.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { workspaceRoot } from '@bimetal/setup/workspace';

import { type Lock, lockedOtherwise, lockGaps } from './lock-gaps.ts';
import { cratePinProblems, crateRequirements, npmPinProblems, npmRequirements } from './pins.ts';

function check(): number {
  const manifests = globSync(['package.json', '{apps,libs,native,tools}/*/package.json'], { cwd: workspaceRoot });
  const read = (file: string) => JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8'));
  const npm = manifests.flatMap((manifest) => npmRequirements(manifest, read(manifest)));
  const cargo = spawnSync('cargo', ['metadata', '--format-version', '1', '--no-deps', '--offline'], {
    cwd: workspaceRoot,
    encoding: 'utf8',
  });
  if (cargo.status !== 0) {
    console.error(`cargo metadata failed:\n${cargo.stderr || cargo.error?.message}`);
    return 1;
  }
  const crates = crateRequirements(JSON.parse(cargo.stdout));
  const lock = read('package-lock.json') as Lock;
  const byFolder = Object.fromEntries(manifests.map((file) => [dirname(file).replace(/^\.$/, ''), read(file)]));
  const locked = [...lockGaps(lock), ...lockedOtherwise(lock, byFolder)];
  const problems = [...npmPinProblems(npm), ...cratePinProblems(crates), ...locked];
  for (const problem of problems) console.error(problem);
  console.log(`${npm.length + crates.length} dependencies looked at, ${problems.length} problems.`);
  return problems.length === 0 ? 0 : 1;
}

process.exitCode = check();
