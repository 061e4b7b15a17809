import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { DataFolder, killSession, Output } from './debuggee.ts';
import { addonCache, workspaceRoot } from './workspace.ts';

/** LIMIT: a debugger that hangs is killed, and says nothing more. */
const SESSION_MS_MAX = 150_000;

/** What LLDB answered to each command, in the order of the commands. */
export type Transcript = { answers: string[]; text: string };

/**
 * Runs the built server under lldb-22 in the terminal, with commands as a user would type them; they get the
 * arguments that `run` uses by itself and `ts run` wants to be told. `whenReady` gets the server's URL and makes it do
 * what the breakpoints wait for.
 */
export async function debugServer(
  writeCommands: (server: string) => string[],
  whenReady: (url: string) => void,
): Promise<Transcript> {
  using folder = new DataFolder();
  const server = ['--enable-source-maps', 'apps/api/dist/main.js', '--urls', 'http://127.0.0.1:0'];
  const args = [...server, '--datapath', folder.path];
  return debugNode(args, writeCommands(args.join(' ')), whenListening(whenReady));
}

/** The same with the server as one file, which takes no other arguments than those of `serve`. */
export async function debugExecutable(
  executable: string,
  writeCommands: (server: string) => string[],
  whenReady: (url: string) => void,
): Promise<Transcript> {
  using folder = new DataFolder();
  const args = ['serve', '--urls', 'http://127.0.0.1:0', '--datapath', folder.path];
  return runLldb(['--', executable, ...args], writeCommands(args.join(' ')), whenListening(whenReady));
}

/** LLDB without a program: the commands name one. */
export function debugLater(commands: readonly string[], watch: (output: Output) => void): Promise<Transcript> {
  return runLldb([], commands, watch);
}

function whenListening(whenReady: (url: string) => void): (output: Output) => void {
  return (output) => {
    const ready = output.waitFor(/Listening on (http:\S+)[\s\S]*Ready/, SESSION_MS_MAX);
    // A server that never listens shows in the transcript.
    ready.then(([, url = '']) => whenReady(url)).catch(() => undefined);
  };
}

/** Runs Node with these arguments under lldb-22, until the commands are done or the time is up. */
export function debugNode(
  args: readonly string[],
  commands: readonly string[],
  watch?: (output: Output) => void,
): Promise<Transcript> {
  return runLldb(['--', process.execPath, ...args], commands, watch);
}

/** Opens a core file of this Node, or of another program. */
export function debugCore(core: string, commands: readonly string[], program = process.execPath): Promise<Transcript> {
  return runLldb(['--core', core, program], commands);
}

async function runLldb(
  args: readonly string[],
  commands: readonly string[],
  watch: (output: Output) => void = () => undefined,
): Promise<Transcript> {
  using folder = new DataFolder();
  const script = join(folder.path, 'commands.lldb');
  writeFileSync(script, [...commands, 'kill', 'quit', ''].join('\n'));
  const child = spawn('lldb-22', ['--no-lldbinit', '--batch', '--source', script, ...args], {
    cwd: workspaceRoot,
    env: {
      ...process.env,
      NODE_OPTIONS: undefined,
      INIT_CWD: undefined,
      BIMETAL_PROFILE: 'debug',
      BIMETAL_CACHE: addonCache,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = new Output();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.add(text));
  }
  watch(output);
  const overdue = setTimeout(() => killSession(child, debuggeeOf(output)), SESSION_MS_MAX);
  await once(child, 'close');
  clearTimeout(overdue);
  return { answers: answersTo(commands, output.text), text: output.text };
}

function debuggeeOf({ text }: Output): number | undefined {
  const [, pid] = /[Pp]rocess (\d+)/.exec(text) ?? [];
  return pid ? Number(pid) : undefined;
}

/** LLDB repeats each command before it answers; what stands between two of them is the answer to the first. */
function answersTo(commands: readonly string[], text: string): string[] {
  const answers: string[] = [];
  let rest = text;
  for (const [index, command] of commands.entries()) {
    const echo = `(lldb) ${command}\n`;
    const start = rest.indexOf(echo);
    if (start < 0) throw new Error(`LLDB did not come to "${command}":\n${text}`);
    rest = rest.slice(start + echo.length);
    const next = rest.indexOf(`(lldb) ${commands[index + 1] ?? 'kill'}\n`);
    answers.push(next < 0 ? rest : rest.slice(0, next));
  }
  return answers;
}
