import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Copies what git would, committed or not, and node_modules. The latter by hard links, so that it costs no space; it is
 * no symbolic link, because tools resolve those and would name files by the folder of the original.
 */
export function copyWorkspace(from: string, to: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: from,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  for (const file of new Set(listed.split('\0').filter((one) => one !== ''))) {
    // Deleted, and not committed yet.
    if (!existsSync(join(from, file))) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file), { verbatimSymlinks: true, recursive: true });
  }
  copyTree(join(from, 'node_modules'), join(to, 'node_modules'));
}

/** Copies a file or a folder by hard links. Whoever replaces a file by renaming leaves the copy alone. */
export function copyTree(from: string, to: string): void {
  const found = lstatSync(from, { throwIfNoEntry: false });
  if (found === undefined) return;
  mkdirSync(dirname(to), { recursive: true });
  if (found.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else if (found.isFile()) linkOrCopy(from, to);
  else if (found.isDirectory()) {
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from)) if (name !== '.cache') copyTree(join(from, name), join(to, name));
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target); // Another file system, or one without hard links.
  }
}
