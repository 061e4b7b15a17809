import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Body } from '../protocol/dap.ts';
import { LldbDap } from '../lldb/lldb-dap.ts';
import type { Configuration } from './configuration.ts';
import { findProgram } from './find-program.ts';
import { commandLine, runtimeOf } from './runtime.ts';
import { singleExecutable, type SingleExecutable } from './single-executable.ts';

const LLDB_NAMES = ['lldb-dap-22', 'lldb-dap-21', 'lldb-dap-20', 'lldb-dap-19', 'lldb-dap'];
const LLDB_MAJOR_MIN = 19;

// A main script may be named without what Node finds by itself.
const MAIN_ENDINGS = ['', '.js', '.json', '.node'];

// LLDB steps over what these name. The user's own functions have other first names.
const STEP_OVER = '^(node|v8|v8impl|napi|std|core|alloc)::|^<?(std|core|alloc|napi)::';

/** A child lldb-dap that is new enough, or the reason why there is none. */
export function startLldb(configuration: Configuration): LldbDap {
  const executable = findProgram(configuration.lldbDap ? [configuration.lldbDap] : LLDB_NAMES, process.env);
  if (!executable) {
    const wanted = configuration.lldbDap || LLDB_NAMES.join(', ');
    throw new Error(
      `no lldb-dap found (looked for ${wanted}): install LLDB 22 (Debian: apt install lldb-22), or set "lldbDap"`,
    );
  }
  const { lldbPlugin } = configuration;
  if (!existsSync(join(lldbPlugin, '__init__.py'))) {
    throw new Error(
      `there is no LLDB plugin in ${lldbPlugin}: set "lldbPlugin" to its folder lldb_ts, or leave it out`,
    );
  }
  // The adapter merges the stack itself: frames that the plugin puts into LLDB's own would be counted twice.
  const lldb = new LldbDap(executable, { ...process.env, LLDB_TS_FRAME_PROVIDER: 'off' });
  // Asked while the other one starts already.
  const version = versionOf(executable);
  if (version !== undefined && version < LLDB_MAJOR_MIN) {
    void lldb.end();
    throw new Error(
      `${executable} is LLDB ${version}, and at least LLDB ${LLDB_MAJOR_MIN} is needed (Debian: apt install lldb-22)`,
    );
  }
  return lldb;
}

function versionOf(executable: string): number | undefined {
  try {
    const text = execFileSync(executable, ['--version'], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const major = /(?:lldb|LLVM) version (\d+)/.exec(text)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}

/** What lldb-dap is asked to do: a request and its arguments; and what is known of the program beforehand. */
export interface Asked {
  command: 'launch' | 'attach';
  args: Body;
  single?: SingleExecutable | undefined;
  firstExpression?: string | undefined;
}

export function lldbRequest(configuration: Configuration): Asked {
  const { coreFile, cwd, pid, request } = configuration;
  if (coreFile) {
    const { executable, single } = runtimeOf(configuration);
    return {
      command: 'attach',
      args: { ...common(configuration, single), coreFile: resolve(cwd, coreFile), program: executable },
      single,
    };
  }
  if (request === 'attach') {
    if (pid === undefined) throw new Error('an attach configuration needs "pid" or "coreFile"');
    const single = singleExecutable(`/proc/${pid}/exe`);
    return { command: 'attach', args: { ...common(configuration, single), pid }, single };
  }
  const runtime = runtimeOf(configuration);
  const { args, env, firstExpression } = commandLine(configuration, runtime);
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return {
    command: 'launch',
    args: { ...common(configuration, runtime.single), program: runtime.executable, args, env: variables, cwd },
    single: runtime.single,
    firstExpression,
  };
}

/** LLDB and Node would say the same of what is not there, at length or late. */
export function refuseMissing({ coreFile, cwd, program, request }: Configuration): void {
  if (coreFile !== undefined) {
    const file = resolve(cwd, coreFile);
    if (!existsSync(file)) throw new Error(`there is no core file ${file}: set "coreFile" to one`);
    return;
  }
  if (request === 'attach') return;
  if (!existsSync(cwd)) throw new Error(`there is no folder ${cwd} to start the program in: set "cwd" to one`);
  if (program === undefined) return;
  const file = resolve(cwd, program);
  if (!MAIN_ENDINGS.some((ending) => existsSync(file + ending))) {
    throw new Error(`there is no program ${file}: build it, or set "program" to the script that Node is to run`);
  }
}

function common(configuration: Configuration, single: SingleExecutable | undefined): Body {
  const symbols = single && join(dirname(single.path), 'symbols');
  const maps = configuration.sourcePathMap.map(([from, to]) => `${JSON.stringify(from)} ${JSON.stringify(to)}`);
  return {
    initCommands: [
      `command script import ${JSON.stringify(configuration.lldbPlugin)}`,
      `settings set target.process.thread.step-avoid-regexp "${STEP_OVER}"`,
      // LLDB has no expressions in Rust; as C++, operators on scalars and fields work.
      'settings set target.language c++',
      // Separate debug information of the addon inside. LLDB asks the setting of no target when it loads one: -g.
      ...(symbols && existsSync(symbols)
        ? [`settings set -g target.debug-file-search-paths ${JSON.stringify(symbols)}`]
        : []),
      ...(maps.length > 0 ? [`settings set target.source-map ${maps.join(' ')}`] : []),
      ...configuration.initCommands,
    ],
    // Node uses these for itself. SIGSTOP stays as it is: the adapter interrupts with it.
    postRunCommands: configuration.coreFile
      ? []
      : ['process handle SIGUSR1 SIGPIPE SIGWINCH -p true -s false -n false'],
    stopOnEntry: false,
  };
}

/** LLDB's words for a refused attach or launch, with the cause that the system knows. */
export function explained(error: Error, { coreFile, cwd }: Configuration): Error {
  if (coreFile !== undefined && /failed to create the process/i.test(error.message)) {
    return new Error(`${resolve(cwd, coreFile)} is no core file, or was cut: LLDB finds no process in it`);
  }
  if (!/not permitted|permission|ptrace|attach failed|lost connection/i.test(error.message)) return error;
  const scope = readNumber('/proc/sys/kernel/yama/ptrace_scope');
  const cause =
    scope !== undefined && scope > 0
      ? `Yama forbids it (kernel.yama.ptrace_scope is ${scope}): sudo sysctl kernel.yama.ptrace_scope=0`
      : 'in a container, allow it with --cap-add=SYS_PTRACE --security-opt seccomp=unconfined; or another debugger holds the process';
  return new Error(`${error.message}. The system may have denied ptrace: ${cause}`);
}

function readNumber(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
