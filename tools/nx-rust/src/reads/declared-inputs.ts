import { posix } from 'node:path';
import { dependencyClosure, type Crate } from '../cargo/crate.ts';

/** Whether Nx hashes a file because `[package.metadata.nx] inputs` of the crate, or of one that it is compiled from, says so. */
export function declaredInputs(crate: Crate, crates: readonly Crate[], withDev: boolean): (file: string) => boolean {
  const globs = [crate, ...dependencyClosure(crate, crates, withDev)].flatMap(({ inputs }) => inputs);
  return (file) => globs.some((glob) => posix.matchesGlob(file, glob));
}
