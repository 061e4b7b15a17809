import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Debugging, describeDebugging } from './debugging.ts';
import { Program } from './program.ts';

const ASLEEP_MILLISECONDS = 50;
const PAUSES_MAX = 10;
const REQUIRES = `
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
const addon = createRequire(import.meta.url)('./program.node');
`;

/** The main thread waits for events, and not for a moment only. */
async function untilAsleep(pid: number): Promise<void> {
  const sleeps = (): string | undefined =>
    /^State:\s*S[\s\S]*^voluntary_ctxt_switches:\s*\d+/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[0];
  for (let before = sleeps(); ; before = sleeps()) {
    await sleep(ASLEEP_MILLISECONDS);
    if (before !== undefined && sleeps() === before) return;
  }
}

/** The addon's `run_until` has begun. */
async function untilBegun(file: string): Promise<void> {
  while (!existsSync(`${file}.begun`)) await sleep(5);
}

describeDebugging('pause', () => {
  let program: Program;
  let debugging: Debugging;
  let flag: string;
  let count = 0;
  beforeAll(() => void (program = new Program()), 300_000);
  afterAll(() => program.dispose());
  beforeEach(() => {
    debugging = new Debugging(program);
    flag = join(program.folder, `flag-${count++}`);
  });
  afterEach(() => debugging.client.end());

  /** Starts the script, and pauses it when it has said that it is ready, and has come so far. */
  const pauseIn = async (
    text: string,
    comeSoFar: (pid: number) => Promise<void> = async () => undefined,
  ): ReturnType<Debugging['stopped']> => {
    const script = join(program.folder, 'paused.mjs');
    writeFileSync(script, REQUIRES + text);
    await debugging.launch([], { program: script, args: [flag] });
    const pid = Number(/\d+/.exec(await debugging.client.printed(/ready \d+/))?.[0]);
    await comeSoFar(pid);
    await debugging.client.request('pause', { threadId: 0 });
    return debugging.stopped();
  };
  /** What V8 says the sum is; undefined where it cannot be asked. */
  const sumAt = async ({ threadId }: Awaited<ReturnType<Debugging['stopped']>>): Promise<unknown> => {
    const frame = (await debugging.client.stack(threadId)).find(({ source }) => source?.name === 'paused.mjs');
    const asked = debugging.client.request('evaluate', { expression: '20 + 22', frameId: frame?.id });
    return (await asked.catch(() => undefined))?.['result'];
  };
  /** A pause of V8 that came late would stop the program once more, and it would never end. */
  const runsToItsEnd = async (): Promise<void> => {
    await debugging.client.event('terminated');
    expect(debugging.client.output).toContain('done');
  };

  it('stops JavaScript that runs, where it can be evaluated', async () => {
    let stop = await pauseIn(
      `
      let rounds = 0;
      // Asks the system so rarely that a pause finds it in its own code.
      function busy() { while (++rounds % 1e7 > 0 || !existsSync(process.argv[2])); }
      console.log('ready', process.pid);
      busy();
      console.log('done', rounds > 0);
    `,
    );
    let sum = await sumAt(stop);
    // Where the program hardly gets to run V8 is not waited for, and LLDB stops it: it is paused again, until V8 came first.
    for (let pauses = 1; sum === undefined && pauses < PAUSES_MAX; pauses++) {
      await debugging.resume('continue');
      await debugging.client.request('pause', { threadId: 0 });
      stop = await debugging.stopped();
      sum = await sumAt(stop);
    }
    expect(sum).toBe('42');
    expect(stop.reason).toBe('pause');
    expect(stop.stack[0]).toMatch(/paused\.mjs:/);
    writeFileSync(flag, '');
    await debugging.resume('continue');
    await runsToItsEnd();
  });

  it('stops Node while it waits, and shows no second stop when JavaScript runs again', async () => {
    const { reason, threadId } = await pauseIn(
      `
      const server = createServer((_request, response) => { response.end(); server.close(); console.log('done'); });
      server.keepAliveTimeout = 1;
      server.listen(0, '127.0.0.1', () => console.log('port', server.address().port, 'ready', process.pid));
    `,
      untilAsleep,
    );
    expect(reason).toBe('pause');
    const names = (await debugging.client.stack(threadId)).map(({ name }) => name);
    expect(names.join('\n')).toContain('epoll');
    const port = /port (\d+)/.exec(debugging.client.output)?.[1];
    await debugging.resume('continue');
    expect((await fetch(`http://127.0.0.1:${port}/`)).ok).toBe(true);
    await runsToItsEnd();
  });

  it('stops Rust that runs, below it the TypeScript that called it, and shows no second stop after it', async () => {
    const { reason, stack } = await pauseIn(
      `
      function rest() { addon.runUntil(process.argv[2]); }
      console.log('ready', process.pid);
      rest();
      console.log('done');
    `,
      () => untilBegun(flag),
    );
    expect(reason).toBe('pause');
    expect(stack[0]).toMatch(/program::run_until lib\.rs:/);
    expect(stack[1]).toMatch(/rest paused\.mjs:/);
    writeFileSync(flag, '');
    await debugging.resume('continue');
    await runsToItsEnd();
  });
});
