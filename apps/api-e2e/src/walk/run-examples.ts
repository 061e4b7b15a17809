import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { serverProgram } from '../server-program.ts';
import { type Example } from './examples.ts';

/** LIMIT: all examples together; a few seconds, where a machine has nothing else to do. */
const MS_MAX = 240_000;

/**
 * What the examples call. `curl` shows no progress, and one that follows a feed (`-N`) ends behind the lines that the example shows, as a
 * reader would end it by Ctrl-C. `npm start --silent --` is the program under test, which npm itself would build first.
 */
const CALLED = `
exec 2>&1
program=("$@")
curl() {
  if [[ $1 != -N ]]; then command curl -sS --max-time 60 "$@"; return; fi
  local line count pid
  mkfifo feed
  (exec curl -sS --max-time 60 "$@") > feed &
  pid=$!
  exec 9< feed
  for ((count = 0; count < lines_shown; count++)); do
    IFS= read -r line <&9 || break
    printf '%s\\n' "$line"
  done
  kill "$pid"
  wait "$pid" 2> /dev/null
  exec 9<&-
  rm feed
}
npm() {
  shift 3
  "\${program[@]}" "$@"
}`;

/** Runs the commands of examples one after the other in one bash. Resolves with the lines that each has printed. */
export async function runExamples(
  examples: readonly Example[],
  cwd: string,
  variables: Readonly<Record<string, string>>,
): Promise<string[][]> {
  const end = randomUUID();
  const steps = examples.map(
    ({ command, printed }) => `lines_shown=${printed.length}\n${command}\nprintf '%s' ${end}\n`,
  );
  const bash = spawn('bash', ['-s', ...serverProgram()], {
    cwd,
    env: {
      ...process.env,
      NODE_OPTIONS: undefined,
      BIMETAL_PROFILE: process.env['BIMETAL_PROFILE'] ?? 'debug',
      ...variables,
    },
    stdio: ['pipe', 'pipe', 'ignore'],
    signal: AbortSignal.timeout(MS_MAX),
  });
  // What cannot be run prints nothing, and that is told by what is missing.
  for (const part of [bash, bash.stdin]) part.on('error', () => undefined);
  bash.stdin.end(`${CALLED}\n${steps.join('')}`);
  const printed = (await text(bash.stdout)).replaceAll('\r\n', '\n').split(end);
  return printed.slice(0, examples.length).map(linesOf);
}

function linesOf(printed: string): string[] {
  return printed === '' ? [] : printed.replace(/\n$/, '').split('\n');
}
