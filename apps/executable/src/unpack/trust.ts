import { existsSync, lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/**
 * Throws unless nobody but this user and root can change what a folder holds: neither in it, nor by exchanging it, a folder
 * above it or a link on the way. Windows has no such modes; there, a user's folders are closed to others by what they inherit.
 */
export function requireOwnFolder(path: string): void {
  if (process.platform === 'win32') return;
  requireFolder(path);
  const stats = lstatSync(path);
  requireOwner(path, stats);
  if (stats.mode & WRITABLE_BY_OTHERS) throw writableByOthers(path);
  for (const folder of new Set([...above(path), ...above(realpathSync(path))])) requireSteady(folder);
}

/**
 * Throws where a folder that is not there yet had better not be made: below one that another user owns or can exchange,
 * as the home of whoever has called `sudo`. It would be left behind, for root alone, and not be used either.
 */
export function requireOwnPlace(path: string): void {
  if (process.platform === 'win32') return;
  const there = [path, ...above(path)].find((folder) => existsSync(folder));
  if (there === undefined || there === path) return;
  for (const folder of new Set([there, ...above(there), ...above(realpathSync(there))])) requireSteady(folder);
}

/** Throws unless it is a folder itself, and not a link to one. */
export function requireFolder(path: string): void {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) throw new Error(`${path} is ${stats.isSymbolicLink() ? 'a symbolic link' : 'no folder'}`);
}

/** Whether a file is one that nobody but this user and root can have written. */
export function isOwnFile(stats: Stats): boolean {
  if (!stats.isFile()) return false;
  return process.platform === 'win32' || (isOwn(stats) && (stats.mode & WRITABLE_BY_OTHERS) === 0);
}

/** What root could do to a folder or a file, it could do to this process too. */
export function isOwn({ uid }: Stats): boolean {
  return process.platform === 'win32' || uid === 0 || uid === process.geteuid?.();
}

/** Others must not be able to rename what is in a folder: not at all, or not what is ours, as in a sticky one (/tmp). */
function requireSteady(folder: string): void {
  const stats = lstatSync(folder);
  requireOwner(folder, stats);
  const { mode } = stats;
  if (!stats.isSymbolicLink() && mode & WRITABLE_BY_OTHERS && !(mode & STICKY)) throw writableByOthers(folder);
}

function requireOwner(path: string, stats: Stats): void {
  if (!isOwn(stats)) throw new Error(`${path} belongs to another user (${stats.uid})`);
}

function writableByOthers(path: string): Error {
  return new Error(`${path} can be written to by other users`);
}

function above(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...above(folder)];
}
