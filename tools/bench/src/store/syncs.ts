import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const source = resolve(import.meta.dirname, '../../native/syncs.c');
const output = resolve(import.meta.dirname, '../../dist/syncs.so');

/** The library that counts and slows down fsyncs, compiled; or why there is none. */
export function compileSyncs(): { path: string } | { missing: string } {
  if (process.platform !== 'linux') return { missing: `fsyncs are counted and slowed down on Linux only` };
  mkdirSync(dirname(output), { recursive: true });
  const written = `${output}.${process.pid}`;
  const args = ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', source, '-o', written];
  const compiler = spawnSync('cc', args, { encoding: 'utf8' });
  if (compiler.error) return { missing: 'there is no C compiler named `cc` (Debian: apt-get install gcc)' };
  if (compiler.status !== 0) throw new Error(`cc ${args.join(' ')} failed:\n${compiler.stderr}`);
  renameSync(written, output);
  return { path: output };
}

/** The environment of a process whose fsyncs are counted. */
export function syncsEnvironment(library: string, folder: string): NodeJS.ProcessEnv {
  const file = join(folder, 'syncs');
  writeFileSync(file, Buffer.alloc(16));
  return { LD_PRELOAD: library, BIMETAL_BENCH_SYNCS: file };
}

/** The fsyncs of this process, as the library that it was started with counts them. */
export class Syncs {
  readonly #file: number | undefined;

  constructor(path = process.env['BIMETAL_BENCH_SYNCS']) {
    this.#file = path ? openSync(path, 'r+') : undefined;
  }

  get isCounted(): boolean {
    return this.#file !== undefined;
  }

  /** How many there were since the process began; NaN where nobody counts. */
  count(): number {
    if (this.#file === undefined) return Number.NaN;
    const bytes = Buffer.alloc(8);
    readSync(this.#file, bytes, 0, 8, 0);
    return Number(bytes.readBigUInt64LE());
  }

  /** Makes each one slower from now on. */
  delay_us(delay: number): void {
    if (this.#file === undefined) throw new Error('this process was not started so that its fsyncs can be slowed down');
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(delay));
    writeSync(this.#file, bytes, 0, 8, 8);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}
