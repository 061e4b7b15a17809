import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { inspectBinary, type BinaryFacts } from '@bimetal/binaries';
import { findObjcopy, runObjcopy } from './objcopy.ts';

/** The folder beside the binaries. */
export const SYMBOLS = 'symbols';

/**
 * Moves the debug info of every binary in `folder` into `symbols/`: as `.build-id/ab/cdef….debug` on Linux, which is
 * where debuggers look in each of their search paths, as a `.dSYM` folder on macOS, and as a copy of the .pdb file,
 * the first of `pdbFiles` that is there, on Windows. Symbol tables stay, so that a stack without the separate file has names.
 */
export function separateDebugInfo(folder: string, pdbFiles: readonly string[]): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const facts = statSync(file).isFile() ? inspectBinary(file) : undefined;
    if (facts === undefined) continue;
    if (process.platform === 'linux') separateElf(file, facts);
    else if (process.platform === 'darwin') separateMachO(file);
    else copyPdb(pdbFiles, join(folder, SYMBOLS));
  }
}

/** Where the debug info of a binary in `folder` has been put, if it has. */
export function separatedIn(folder: string, name: string, { buildId }: BinaryFacts): string | undefined {
  const symbols = join(folder, SYMBOLS);
  const files = [
    ...(buildId ? [debugFile(symbols, buildId)] : []),
    join(symbols, `${name}.dSYM`),
    ...(process.platform === 'win32' ? [symbols] : []),
  ];
  return files.find((file) => existsSync(file));
}

/** As gdb and LLDB name it. */
export function debugFile(symbols: string, buildId: string): string {
  return join(symbols, '.build-id', buildId.slice(0, 2), `${buildId.slice(2)}.debug`);
}

function separateElf(file: string, { buildId, debugInfo }: BinaryFacts): void {
  if (debugInfo !== 'embedded') return;
  if (buildId === undefined) {
    throw new Error(
      `${basename(file)} has no build id, by which a debugger would find its debug info (README of @bimetal/nx-rust: "Build ids").`,
    );
  }
  const objcopy = findObjcopy(dirname(file));
  if (objcopy === undefined) {
    throw new Error(
      'Neither rust-objcopy (it comes with rustup), llvm-objcopy nor objcopy was found, and one of them separates debug info.',
    );
  }
  const target = debugFile(join(dirname(file), SYMBOLS), buildId);
  mkdirSync(dirname(target), { recursive: true });
  runObjcopy(objcopy, ['--only-keep-debug', '--compress-debug-sections=zlib', file, target]);
  runObjcopy(objcopy, ['--strip-debug', file]);
}

function separateMachO(file: string): void {
  const target = join(dirname(file), SYMBOLS, `${basename(file)}.dSYM`);
  mkdirSync(dirname(target), { recursive: true });
  execFileSync('dsymutil', [file, '-o', target], { stdio: 'inherit' });
  execFileSync('strip', ['-S', file], { stdio: 'inherit' });
  // Without a signature that fits, nothing is loaded on arm64.
  execFileSync('codesign', ['--force', '--sign', '-', file], { stdio: 'inherit' });
}

function copyPdb(pdbFiles: readonly string[], symbols: string): void {
  const found = pdbFiles.find((file) => existsSync(file));
  if (found === undefined) return;
  mkdirSync(symbols, { recursive: true });
  copyFileSync(found, join(symbols, basename(found)));
}
