import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { outputsFingerprint, sourcesFingerprint } from './fingerprint.ts';

/** What a build reads and writes, relative to the root, and where it is remembered that they fit together. */
export type BuildStamp = {
  file: string;
  sources: readonly string[];
  outputs: readonly string[];
  /** Files without which the build is not there, whatever the stamp says. */
  required: readonly string[];
};

/** Whatever is true of the whole machine and makes another build: recorded beside the files. */
const machine = `${process.platform}-${process.arch} ${process.version}`;

/** The sources as they are now: taken before a build, so that an edit during the build is seen the next time. */
export function sourcesNow(root: string, stamp: BuildStamp): string {
  return `${machine} ${sourcesFingerprint(root, stamp.sources)}`;
}

/** Whether the outputs are those that were built from exactly these sources. */
export function isUpToDate(root: string, stamp: BuildStamp): boolean {
  const file = join(root, stamp.file);
  if (!existsSync(file) || stamp.required.some((path) => !existsSync(join(root, path)))) return false;
  return readFileSync(file, 'utf8') === contents(root, stamp, sourcesNow(root, stamp));
}

/** Remembers that the outputs of now were built from `sources`. */
export function writeStamp(root: string, stamp: BuildStamp, sources: string): void {
  const file = join(root, stamp.file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, contents(root, stamp, sources));
}

function contents(root: string, stamp: BuildStamp, sources: string): string {
  return JSON.stringify({ sources, outputs: outputsFingerprint(root, stamp.outputs) });
}
