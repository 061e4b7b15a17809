import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ownTime } from './own-time.ts';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the time that a program has had to itself', () => {
  let child: ChildProcess | undefined;
  afterEach(() => void child?.kill('SIGKILL'));

  /** Waits beside a program. Returns the milliseconds that it took. */
  async function waitBeside(text: string, until = (): boolean => false): Promise<number> {
    child = spawn(process.execPath, ['-e', `console.log('ready'); ${text}`], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout ?? child, 'data');
    const begun = performance.now();
    await ownTime(child.pid ?? 0, 200, until);
    return performance.now() - begun;
  }

  it('is no less than was asked for', async () => {
    expect(await waitBeside('for (;;);')).toBeGreaterThanOrEqual(200);
  });

  it('is over in that time when it sleeps', async () => {
    expect(await waitBeside('process.stdin.resume()')).toBeLessThan(2000);
  });

  it('ends when it is no longer asked for', async () => {
    let looks = 0;
    await waitBeside('for (;;);', () => ++looks > 1);
    expect(looks).toBe(2);
  });
});
