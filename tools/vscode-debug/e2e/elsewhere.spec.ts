import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describeDebugging, NODE } from './debugging.ts';
import { Sources } from './sources.ts';

const TICKING = `let ticks = 0;
function tick() {
  ticks++; // TICK
}
console.log('running');
setInterval(tick, 5);
`;

const canUnshare = spawnSync('unshare', ['-rn', 'true']).status === 0;

describeDebugging('a program that is attached to', () => {
  const running = async (sources: Sources, options: string[], how: string[] = [NODE]): Promise<ChildProcess> => {
    const [command = '', ...args] = [...how, ...options];
    const child = spawn(command, [...args, sources.put('ticking.js', TICKING)], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    await once(child.stdout!, 'data');
    return child;
  };
  const attach = (sources: Sources, pid: number | undefined): Promise<void> =>
    sources.client.start(
      { request: 'attach', pid, cwd: sources.folder },
      { [sources.at('ticking.js')]: [{ line: sources.line('ticking.js', 'TICK') }] },
    );

  it.each(['127.0.0.2:0', '[::1]:0', '[::]:0', '0.0.0.0:0'])(
    'is found where its inspector listens: %s',
    async (address) => {
      await using sources = new Sources();
      const child = await running(sources, [`--inspect=${address}`]);
      try {
        await attach(sources, child.pid);
        expect((await sources.stopped()).stack[0]).toMatch(/^tick ticking\.js:3$/);
      } finally {
        await sources.client.end();
        child.kill('SIGKILL');
      }
    },
  );

  (canUnshare ? it : it.skip)('is refused in another network namespace, and not taken for another one', async () => {
    await using sources = new Sources();
    const port = '9341';
    const here = await running(sources, [`--inspect=${port}`]);
    const there = await running(sources, [`--inspect=${port}`], ['unshare', '-rn', NODE]);
    try {
      await expect(attach(sources, there.pid)).rejects.toThrow(/is in another network namespace, .* cannot be reached/);
    } finally {
      here.kill('SIGKILL');
      there.kill('SIGKILL');
    }
  });

  it('says at once that another process has the port of its inspector', async () => {
    await using sources = new Sources();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const child = await running(sources, [`--inspect-port=${port}`]);
    try {
      await expect(attach(sources, child.pid)).rejects.toThrow(`on port ${port}, which another process has`);
    } finally {
      child.kill('SIGKILL');
      other.close();
    }
  });

  it('says that it takes SIGUSR1 for itself', async () => {
    await using sources = new Sources();
    const handler = sources.put('handler.cjs', `process.on('SIGUSR1', () => {});\n`);
    const child = await running(sources, ['--inspect-port=0', '--require', handler]);
    try {
      await expect(attach(sources, child.pid)).rejects.toThrow(
        /handles that signal itself, or waits in native code; start it with --inspect/,
      );
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('says that there is no such process', async () => {
    await using sources = new Sources();
    sources.put('ticking.js', TICKING);
    const gone = spawnSync('true').pid;
    await expect(attach(sources, gone)).rejects.toThrow(`there is no process ${gone}`);
  });
});
