import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MILLISECONDS_MAX = 180_000;
const RUST = join(import.meta.dirname, 'core-crash.rs');
const TYPESCRIPT = `interface Account { owner: string; balance: number; }
const addon: { crash(): void } = require('./crash.node');

function close(account: Account): void {
  const half: number = account.balance / 2;
  addon.crash();
  account.balance = half;
}
close({ owner: 'nobody', balance: 12 });
`;

/** A program that crashed inside Rust, and the core file of it: the kernel's, or LLDB's where the kernel gives it away. */
export class CrashedProgram implements Disposable {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'vscode-debug-core-')));
  readonly main = join(this.folder, 'main.ts');
  readonly rust = RUST;
  readonly rustLine = readFileSync(RUST, 'utf8')
    .slice(0, readFileSync(RUST, 'utf8').indexOf('// RUST_CRASH'))
    .split('\n').length;
  readonly callLine = 6;
  readonly core: string;

  constructor(node: string, lldb: string) {
    writeFileSync(this.main, TYPESCRIPT);
    const addon = join(this.folder, 'crash.node');
    execFileSync('rustc', ['--edition', '2024', '--crate-type', 'cdylib', '-g', '-o', addon, RUST], {
      timeout: MILLISECONDS_MAX,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.core = this.#kernelCore(node) ?? this.#lldbCore(node, lldb);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #kernelCore(node: string): string | undefined {
    this.#run('sh', ['-c', 'ulimit -c unlimited 2>/dev/null; exec "$0" "$@"', node, this.main]);
    const name = readdirSync(this.folder).find((each) => each.startsWith('core'));
    return name && join(this.folder, name);
  }

  #lldbCore(node: string, lldb: string): string {
    const core = join(this.folder, 'saved-core');
    const commands = ['run', `process save-core --style=full ${core}`, 'kill'].flatMap((command) => ['-o', command]);
    this.#run(lldb, ['--batch', '--no-lldbinit', ...commands, '--', node, this.main]);
    if (!existsSync(core)) throw new Error('neither the kernel nor LLDB wrote a core file');
    return core;
  }

  #run(program: string, args: string[]): void {
    const env = { ...process.env, NODE_OPTIONS: '' };
    spawnSync(program, args, {
      cwd: this.folder,
      env,
      stdio: 'ignore',
      timeout: MILLISECONDS_MAX,
      killSignal: 'SIGKILL',
    });
  }
}
