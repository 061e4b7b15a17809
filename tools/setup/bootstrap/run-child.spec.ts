import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { exitCodeOf } from './run-child.mjs';

const runChild = new URL('./run-child.mjs', import.meta.url).href;

/** A process that runs the given program through runChild, as `npm start` runs the server. */
function parentOf(program: string): ChildProcess {
  const args = ['--input-type=module', '-e', parentScript(program)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

function parentScript(program: string): string {
  return `
    import { runChild } from ${JSON.stringify(runChild)};
    const options = { cwd: process.cwd(), env: process.env };
    const { code } = await runChild(process.execPath, ['-e', ${JSON.stringify(program)}], options);
    process.exitCode = code;
  `;
}

/** A process that only starts such a parent, as npm does. */
function npmThatRuns(program: string): string {
  const args = JSON.stringify(['--input-type=module', '-e', parentScript(program)]);
  return `require('node:child_process').spawn(process.execPath, ${args}, { stdio: 'inherit' })`;
}

async function nextLine(parent: ChildProcess): Promise<string> {
  const lines = createInterface({ input: parent.stdout ?? process.stdin });
  const [line] = (await once(lines, 'line')) as [string];
  return line;
}

describe('running a child', () => {
  it('answers its exit code', async () => {
    const [code] = await once(parentOf('process.exit(7)'), 'exit');
    expect(code).toBe(7);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('passes %s on and lets the child end in its own way', async (signal) => {
    const parent = parentOf(`
      process.on('${signal}', () => setTimeout(() => process.exit(5), 50));
      setInterval(() => {}, 1000);
      console.log('ready');
    `);
    expect(await nextLine(parent)).toBe('ready');
    parent.kill(signal);
    // The same signal a second time, as npm delivers it, changes nothing.
    parent.kill(signal);
    const [code] = await once(parent, 'exit');
    expect(code).toBe(5);
  });

  it('ends the child when npm, which runs us, is killed', async () => {
    const child = `
      process.on('SIGTERM', () => { console.log('asked to end'); process.exit(); });
      setInterval(() => {}, 1000);
      console.log('ready');
    `;
    const npm = spawn(process.execPath, ['-e', npmThatRuns(child)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '', npm_lifecycle_event: 'start' },
    });
    const lines = createInterface({ input: npm.stdout });
    const seen: string[] = [];
    for await (const line of lines) {
      seen.push(line);
      if (line === 'ready') npm.kill('SIGKILL');
      if (line === 'asked to end') break;
    }
    expect(seen).toEqual(['ready', 'asked to end']);
  });

  it('has the code of the shell for a child that a signal ended', async () => {
    expect(exitCodeOf(null, 'SIGKILL')).toBe(137);
    const [code] = await once(parentOf('process.kill(process.pid, "SIGKILL")'), 'exit');
    expect(code).toBe(137);
  });
});
