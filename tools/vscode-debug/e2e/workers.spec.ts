import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceBreakpoint } from '../src/protocol/dap.ts';
import { DapClient } from './dap-client.ts';
import { ADAPTER, describeDebugging } from './debugging.ts';
import { Program } from './program.ts';

const NODE = process.env['DEBUG_NODE'] ?? join(import.meta.dirname, '..', '..', '..', 'node_modules', '.bin', 'node');
// 20 * 10 * 2 + 1 + 2, 40 * 10 * 2 + 1 + 2, and 2 * 10 * 3 + 1.
const TOTAL = /total 1267/;

describeDebugging('worker threads', () => {
  let program: Program;
  let client: DapClient;

  beforeAll(() => void (program = new Program()), 300_000);
  afterAll(() => program.dispose());
  beforeEach(() => void (client = new DapClient(ADAPTER)));
  afterEach(() => client.end());

  const at = (mark: string, more: Partial<SourceBreakpoint> = {}): SourceBreakpoint => ({
    line: program.lineOf(mark.startsWith('TS') ? program.workers : program.rust, mark),
    ...more,
  });
  const line = (mark: string): string => `${mark.startsWith('TS') ? 'workers.ts' : 'lib.rs'}:${at(mark).line}`;
  const launch = (ts: SourceBreakpoint[], rs: SourceBreakpoint[] = [], filters: string[] = []): Promise<void> =>
    client.start(
      { program: program.workersScript, cwd: program.folder, runtimeExecutable: NODE },
      { [program.workers]: ts, [program.rust]: rs },
      filters,
    );
  const here = async (): Promise<{ threadId: number; stack: string[] }> => {
    const threadId = (await client.stopped()).threadId;
    return { threadId, stack: await client.ownStack(threadId) };
  };
  const go = async (command: string, threadId: number): Promise<{ threadId: number; stack: string[] }> => {
    await client.request(command, { threadId });
    return here();
  };
  const nameOf = async (threadId: number): Promise<string | undefined> => {
    const { threads } = await client.request('threads');
    return threads.find(({ id }) => id === threadId)?.name;
  };
  const frameOf = async (threadId: number, name: string): Promise<number> => {
    const found = (await client.stack(threadId)).find((frame) => frame.name.endsWith(name));
    return found?.id ?? 0;
  };
  const values = async (frameId: number): Promise<Record<string, string>> =>
    Object.fromEntries((await client.locals(frameId)).map(({ name, value }) => [name, value]));
  const evaluate = async (frameId: number, expression: string): Promise<string> =>
    String((await client.request('evaluate', { expression, frameId, context: 'watch' }))['result']);

  it('stop at a breakpoint in .ts, step into Rust and out of it, with values of both, and the main thread runs on', async () => {
    await launch([at('TS_WORKER')]);
    const { threadId, stack } = await here();
    expect(stack[0]).toBe(`inWorker ${line('TS_WORKER')}`);
    expect(await nameOf(threadId)).toBe('worker 1: workers.ts');
    const inTypeScript = await frameOf(threadId, 'inWorker');
    expect(await values(inTypeScript)).toMatchObject({ id: '20', tags: 'Array(2) ["in", "worker"]' });
    expect(await evaluate(inTypeScript, 'addon.priceOf(1, 4)')).toBe('41');

    const inRust = await go('stepIn', threadId);
    expect(inRust.threadId).toBe(threadId);
    expect(inRust.stack[0]).toMatch(/^program::price_of lib\.rs:/);
    expect(inRust.stack[1]).toBe(`inWorker ${line('TS_WORKER')}`);
    expect(await values(await frameOf(threadId, 'price_of'))).toMatchObject({ id: '20', count: '2' });
    const caller = await frameOf(threadId, 'inWorker');
    expect(await values(caller)).toMatchObject({ id: '20' });
    expect(await evaluate(caller, 'addon.priceOf(1, 4) + tags.join()')).toBe('"41in,worker"');

    const out = await go('stepOut', threadId);
    expect(out).toEqual({ threadId, stack: [`inWorker ${line('TS_PRICED')}`, expect.any(String)] });
    const second = await go('continue', threadId);
    expect(second.threadId).not.toBe(threadId);
    expect(await nameOf(second.threadId)).toBe('worker 2: workers.ts');
    await client.request('continue', { threadId: second.threadId });
    await client.printed(TOTAL);
  });

  it('stop at a breakpoint in Rust whose condition does not hold for the main thread, and V8 of the worker evaluates there and sets variables', async () => {
    await launch([at('TS_PRICED')], [at('RUST_PRICE', { condition: 'id >= 20' })]);
    const { threadId, stack } = await here();
    expect(stack.slice(0, 2)).toEqual([`program::price_of ${line('RUST_PRICE')}`, `inWorker ${line('TS_WORKER')}`]);
    const frame = await frameOf(threadId, 'inWorker');
    expect(await evaluate(frame, 'tags.concat(String(id)).length')).toBe('3');
    const priced = await go('continue', threadId);
    expect(priced.threadId).toBe(threadId);
    const { scopes } = await client.request('scopes', { frameId: await frameOf(threadId, 'inWorker') });
    await client.request('setVariable', {
      variablesReference: scopes[0]?.variablesReference,
      name: 'price',
      value: '1000',
    });
    const second = await go('continue', threadId);
    expect(second.stack[0]).toBe(`program::price_of ${line('RUST_PRICE')}`);
    expect((await go('continue', second.threadId)).stack[0]).toBe(`inWorker ${line('TS_PRICED')}`);
    await client.request('continue', { threadId: second.threadId });
    // The first worker's 401 became 1000.
    await client.printed(/total 1866/);
  });

  it('stop on caught exceptions, and log without stopping', async () => {
    await launch([at('TS_WORKER', { logMessage: 'id is {id}' })], [], ['caught']);
    for (const number of [1, 2]) {
      const { threadId, stack } = await here();
      expect(stack[0]).toBe(`fails ${line('TS_THROWS')}`);
      expect(await nameOf(threadId)).toBe(`worker ${number}: workers.ts`);
      await client.request('continue', { threadId });
    }
    await client.printed(TOTAL);
    expect(client.output).toContain('id is 20');
    expect(client.output).toContain('id is 40');
  });

  it('stand beside a main thread that stands, each with its own stack and values', async () => {
    await launch([at('TS_WORKER', { condition: 'id === 20' }), at('TS_MAIN', { condition: 'turn === 1' })]);
    const stops = [await here(), await here()].sort((a, b) => (a.stack[0] ?? '').localeCompare(b.stack[0] ?? ''));
    const [main, worker] = stops;
    expect(main?.stack[0]).toBe(`inMain ${line('TS_MAIN')}`);
    expect(worker?.stack[0]).toBe(`inWorker ${line('TS_WORKER')}`);
    const mainThread = main?.threadId ?? 0;
    const workerThread = worker?.threadId ?? 0;
    expect(await values(await frameOf(mainThread, 'inMain'))).toMatchObject({ turn: '1' });
    expect(await values(await frameOf(workerThread, 'inWorker'))).toMatchObject({ id: '20' });
    await client.setBreakpoints(program.workers, []);
    // The worker steps, and the main thread stands where it stood.
    const stepped = await go('next', workerThread);
    expect(stepped).toMatchObject({ threadId: workerThread });
    expect(stepped.stack[0]).toBe(`inWorker ${line('TS_PRICED')}`);
    expect((await client.ownStack(mainThread))[0]).toBe(`inMain ${line('TS_MAIN')}`);
    // Each is continued by itself: the next that stands is shown, and nothing that stood is lost.
    const next = await go('continue', workerThread);
    expect(next).toMatchObject({ threadId: mainThread });
    expect(next.stack[0]).toBe(`inMain ${line('TS_MAIN')}`);
    await client.request('continue', { threadId: mainThread });
    await client.printed(TOTAL);
  });

  it('stop in Rust in the same moment, and are shown one after the other', async () => {
    const rounds = 10;
    const main = join(program.folder, 'together.mjs');
    writeFileSync(
      main,
      `import { createRequire } from 'node:module';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
const addon = createRequire(import.meta.url)('./program.node');
if (isMainThread) {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  let ended = 0;
  for (const _ of [1, 2]) new Worker(new URL(import.meta.url), { workerData: shared }).on('exit', () => ++ended === 2 && console.log('both ended'));
} else {
  for (let round = 1; round <= ${rounds}; round++) {
    Atomics.add(workerData, 0, 1);
    while (Atomics.load(workerData, 0) < 2 * round);
    addon.priceOf(1, 1);
  }
}
`,
    );
    await client.start(
      { program: main, cwd: program.folder, runtimeExecutable: NODE },
      { [program.rust]: [at('RUST_PRICE')] },
    );
    const shown = new Map<number, number>();
    for (let count = 0; count < 2 * rounds; count++) {
      let stop = await client.stopped();
      // What stands beside it has its turn.
      while (stop['preserveFocusHint']) stop = await client.stopped();
      expect(stop.reason).toBe('breakpoint');
      expect((await client.ownStack(stop.threadId))[0]).toBe(`program::price_of ${line('RUST_PRICE')}`);
      shown.set(stop.threadId, (shown.get(stop.threadId) ?? 0) + 1);
      await client.request('continue', { threadId: stop.threadId });
    }
    expect([...shown.values()]).toEqual([rounds, rounds]);
    await client.printed(/both ended/);
  });

  it('stop also in a program that was attached to, in TypeScript and in Rust', async () => {
    const child = spawn(NODE, ['--inspect=127.0.0.1:0', program.workersScript], {
      cwd: program.folder,
      env: { ...process.env, NODE_OPTIONS: '', ROUNDS: '1e9' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      // The inspector listens.
      await new Promise((resolve) => child.stderr.once('data', resolve));
      await client.start({ request: 'attach', pid: child.pid }, { [program.workers]: [at('TS_WORKER')] });
      const first = await here();
      expect(first.stack[0]).toBe(`inWorker ${line('TS_WORKER')}`);
      expect(await evaluate(await frameOf(first.threadId, 'inWorker'), 'addon.priceOf(1, 4)')).toBe('41');
      await client.setBreakpoints(program.rust, [at('RUST_PRICE', { condition: 'id == 20' })]);
      const second = await go('continue', first.threadId);
      expect(second).toMatchObject({ threadId: first.threadId });
      expect(second.stack.slice(0, 2)).toEqual([
        `program::price_of ${line('RUST_PRICE')}`,
        `inWorker ${line('TS_WORKER')}`,
      ]);
      expect(await nameOf(second.threadId)).toBe('worker 1: workers.ts');
      expect(await values(await frameOf(second.threadId, 'inWorker'))).toMatchObject({ id: '20' });
    } finally {
      await client.end();
      child.kill('SIGKILL');
    }
  });
});
