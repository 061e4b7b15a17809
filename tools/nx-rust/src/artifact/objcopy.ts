import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that copies parts of ELF files. */
export interface Objcopy {
  command: string;
  env: Record<string, string>;
}

/**
 * Finds one: Rust's own first, because it is of the version that the workspace pins, so that every machine writes the
 * same bytes. `folder` is where rustup looks for that pin.
 */
export function findObjcopy(folder: string): Objcopy | undefined {
  return rustObjcopy(folder) ?? onPath('llvm-objcopy') ?? onPath('objcopy');
}

export function runObjcopy({ command, env }: Objcopy, args: readonly string[]): void {
  execFileSync(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
}

function rustObjcopy(folder: string): Objcopy | undefined {
  const rustc = (...args: string[]) =>
    execFileSync(process.env['RUSTC'] || 'rustc', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  try {
    const host = /^host: (.*)$/m.exec(rustc('-vV'))?.[1] ?? '';
    const sysroot = rustc('--print', 'sysroot').trim();
    const command = join(sysroot, 'lib', 'rustlib', host, 'bin', 'rust-objcopy');
    // It looks for LLVM beside itself, and it is with the compiler.
    return existsSync(command) ? { command, env: { LD_LIBRARY_PATH: join(sysroot, 'lib') } } : undefined;
  } catch {
    return undefined;
  }
}

function onPath(name: string): Objcopy | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const command = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  return command === undefined ? undefined : { command, env: {} };
}
