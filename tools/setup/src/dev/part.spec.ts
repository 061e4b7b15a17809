import { Part } from './part.ts';

const parts: Part[] = [];

/** Starts a part that runs the given program, and collects what it prints. */
function run(program: string, stops: 'group' | 'process' = 'group') {
  const lines: string[] = [];
  const env = { ...process.env, NODE_OPTIONS: '' };
  const part = new Part({ name: 'x', args: ['-e', program], cwd: process.cwd(), env, stops }, (line) =>
    lines.push(line),
  );
  parts.push(part);
  const until = async (text: string) => {
    while (!lines.some((line) => line.includes(text))) await new Promise((tick) => setTimeout(tick, 5));
  };
  return { part, lines, until };
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a part of npm run dev', () => {
  // A failed expectation must not leave a program behind.
  afterEach(() => parts.splice(0).forEach((part) => part.kill()));

  it('puts its name before each line of both streams, and says how it ended', async () => {
    const { part, lines, until } = run(`console.log('one\\ntwo'); console.error('three'); process.exitCode = 3`);
    expect(await part.ended).toBe('ended with 3');
    await until('two');
    await until('three');
    expect(lines.sort()).toEqual(['[x] one', '[x] three', '[x] two']);
  });

  it('lets a program end in its own way', async () => {
    const { part, until } = run(
      `process.on('SIGTERM', () => process.exit(4)); setInterval(() => {}, 1000); console.log('ready')`,
      'process',
    );
    await until('ready');
    await part.stop(5000);
    expect(await part.ended).toBe('ended with 4');
  });

  it('leaves nothing behind of what the program has started', async () => {
    const { part, lines, until } = run(`
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      console.log('child ' + child.pid);
      setInterval(() => {}, 1000);
    `);
    await until('child');
    const pid = Number(lines[0]?.split(' ').at(-1));
    expect(lives(pid)).toBe(true);
    await part.stop(5000);
    expect(lives(pid)).toBe(false);
  });

  it('ends a program that does not want to', async () => {
    const { part, until } = run(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready')`);
    await until('ready');
    await part.stop(50);
    expect(await part.ended).toBe('was ended by SIGKILL');
  });
});
