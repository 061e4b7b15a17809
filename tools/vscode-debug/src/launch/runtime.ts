import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { FLAT_SESSIONS_OPTION } from '../inspector/cdp-connection.ts';
import type { Configuration } from './configuration.ts';
import { findProgram } from './find-program.ts';
import { singleExecutable, type SingleExecutable } from './single-executable.ts';

// Port 0: the system chooses a free one, and Node prints it.
const WAIT = '--inspect-brk=127.0.0.1:0';
const OPTIONS = 'NODE_OPTIONS';

/** The file that runs: a Node, or a single executable with its scripts inside. */
export interface Runtime {
  executable: string;
  single: SingleExecutable | undefined;
}

/** How it is started: what it is told, and an expression that is evaluated before the program runs. */
export interface CommandLine {
  args: string[];
  env: Record<string, string>;
  firstExpression: string | undefined;
}

/** A single executable stands where the script would, or in the place of Node. */
export function runtimeOf(configuration: Configuration): Runtime {
  const { program, cwd, runtimeExecutable, env } = configuration;
  const single = program === undefined ? undefined : singleExecutable(resolve(cwd, program));
  if (single) return { executable: single.path, single };
  const found = findProgram([runtimeExecutable], { ...process.env, ...env });
  if (!found) throw new Error(`${runtimeExecutable} was not found on the PATH: set "runtimeExecutable" to a Node`);
  const executable = realpathSync(found);
  return { executable, single: singleExecutable(executable) };
}

export function commandLine(configuration: Configuration, { executable, single }: Runtime): CommandLine {
  const { program, args, env, runtimeArgs } = configuration;
  if (single) return forSingleExecutable(configuration, single);
  if (program === undefined) throw new Error('a launch configuration needs "program"');
  const own = [WAIT, ...flatSessionsOption(executable)];
  return { args: [...own, ...runtimeArgs, program, ...args], env, firstExpression: withoutOptions(own) };
}

/**
 * Takes options out of `process.execArgv`, which a program hands on to what it starts: a child would wait for a debugger that
 * does not come. Each worker has an array of its own.
 */
function withoutOptions(options: readonly string[]): string {
  return `for (const each of ${JSON.stringify(options)}) {
    const at = process.execArgv.indexOf(each);
    if (at >= 0) process.execArgv.splice(at, 1);
  }`;
}

/** It takes its arguments for the program's. Children must not be told what it was told: it is taken back at once. */
function forSingleExecutable(
  { args, env, runtimeArgs }: Configuration,
  { options, path }: SingleExecutable,
): CommandLine {
  const told = [WAIT, ...runtimeArgs].join(' ');
  switch (options) {
    case 'none':
      throw new Error(`${path} takes no options of Node: build it with "execArgvExtension": "env"`);
    case 'cli':
      return {
        args: [`--node-options=${told}`, ...args],
        env,
        firstExpression: withoutOptions([`--node-options=${told}`, WAIT]),
      };
    case 'env': {
      const before = env[OPTIONS] ?? process.env[OPTIONS];
      const variable = `process.env.${OPTIONS}`;
      return {
        args,
        env: { ...env, [OPTIONS]: before ? `${before} ${told}` : told },
        firstExpression: `${before ? `${variable} = ${JSON.stringify(before)}` : `delete ${variable}`}; ${withoutOptions([WAIT])}`,
      };
    }
  }
}

/** An option that a Node does not know would end it: an older one reaches its workers through the main thread. */
function flatSessionsOption(executable: string): string[] {
  try {
    const help = execFileSync(executable, ['--help'], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return help.includes(FLAT_SESSIONS_OPTION) ? [FLAT_SESSIONS_OPTION] : [];
  } catch {
    return [];
  }
}
