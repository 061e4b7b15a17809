import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Systems that a release has an executable for; each is an artifact `bimetal-<system>` of the build. */
export const SYSTEMS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64', 'win32-x64', 'win32-arm64'] as const;

/**
 * Puts what the systems have built into one folder, under names that tell version and system, with the checksums of all
 * in SHA256SUMS. Answers the names; throws when a system has left something out.
 */
export function gatherFiles(version: string, built: string, release: string): string[] {
  mkdirSync(release, { recursive: true });
  if (readdirSync(release).length > 0) throw new Error(`${release} is not empty.`);
  for (const system of SYSTEMS) gatherSystem(version, system, join(built, `bimetal-${system}`), release);
  const names = readdirSync(release).sort();
  const sums = names.map((name) => `${sha256(join(release, name))}  ${name}\n`);
  writeFileSync(join(release, 'SHA256SUMS'), sums.join(''));
  return [...names, 'SHA256SUMS'];
}

function gatherSystem(version: string, system: string, from: string, to: string): void {
  const ending = system.startsWith('win32-') ? '.exe' : '';
  const name = `bimetal-${version}-${system}`;
  copy(join(from, `bimetal${ending}`), join(to, `${name}${ending}`));
  copy(join(from, 'bimetal.cdx.json'), join(to, `${name}.cdx.json`));
  if (!existsSync(join(from, 'symbols'))) throw new Error(`${join(from, 'symbols')} is missing.`);
  const archive = join(to, `${name}-symbols.tar.gz`);
  const { status, stderr } = spawnSync('tar', ['-czf', archive, '-C', from, 'symbols'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tar ended with ${status}: ${stderr}`);
}

function copy(from: string, to: string): void {
  if (!existsSync(from)) throw new Error(`${from} is missing.`);
  copyFileSync(from, to);
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
