import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arguments, SourceBreakpoint } from '../src/protocol/dap.ts';
import { DapClient } from './dap-client.ts';
import { ADAPTER, describeDebugging, NODE } from './debugging.ts';
import { Program } from './program.ts';

/** The program has come so far that it runs the addon. */
async function untilLoaded(pid: number | undefined, file: string): Promise<void> {
  while (!readFileSync(`/proc/${pid}/maps`, 'utf8').includes(file)) await sleep(5);
}

describeDebugging('one session for TypeScript and Rust', () => {
  let program: Program;
  let client: DapClient;

  beforeAll(() => void (program = new Program()), 300_000);
  afterAll(() => program.dispose());
  beforeEach(() => void (client = new DapClient(ADAPTER)));
  afterEach(() => client.end());

  const at = (mark: string, more: Partial<SourceBreakpoint> = {}): SourceBreakpoint => ({
    line: program.lineOf(mark.startsWith('TS') ? program.main : program.rust, mark),
    ...more,
  });
  const launch = (
    ts: SourceBreakpoint[],
    rs: SourceBreakpoint[],
    filters: string[] = [],
    more: Arguments = {},
  ): Promise<void> =>
    client.start(
      { program: program.script, cwd: program.folder, runtimeExecutable: NODE, ...more },
      { [program.main]: ts, [program.rust]: rs },
      filters,
    );
  const here = async (): Promise<string[]> => client.ownStack((await client.stopped()).threadId);
  const go = async (command: string): Promise<string[]> => {
    const { threads } = await client.request('threads');
    await client.request(command, { threadId: threads[0]?.id });
    return here();
  };
  const line = (mark: string): string => `${mark.startsWith('TS') ? 'main.ts' : 'lib.rs'}:${at(mark).line}`;
  const values = async (frameId: number): Promise<Record<string, string>> =>
    Object.fromEntries((await client.locals(frameId)).map(({ name, value }) => [name, value]));
  const frames = async (): Promise<Record<string, number>> => {
    const { threads } = await client.request('threads');
    const stack = await client.stack(threads[0]?.id ?? 0);
    return Object.fromEntries(stack.map((frame) => [frame.name.split('::').at(-1)?.split('.').at(-1), frame.id]));
  };

  it('stops at a breakpoint in .ts and then at one in .rs, with one stack and values in both languages', async () => {
    await launch([at('TS_SELL')], [at('RUST_PRICE')]);
    expect((await here())[0]).toBe(`sell ${line('TS_SELL')}`);
    const { sell } = await frames();
    expect(await values(sell ?? 0)).toMatchObject({ id: '7', factor: '2', tags: 'Array(2) ["new", "corner"]' });

    const stack = await go('continue');
    expect(stack[0]).toBe(`program::price_of ${line('RUST_PRICE')}`);
    expect(stack[1]).toContain(line('TS_SELL'));
    expect(stack[2]).toContain(line('TS_ROUND'));
    const both = await frames();
    expect(await values(both['price_of'] ?? 0)).toMatchObject({ id: '7', each: '70', count: '2' });
    expect(await values(both['sell'] ?? 0)).toMatchObject({ id: '7', factor: '2' });
  });

  it('evaluates a TypeScript expression with a call while the program stands in Rust', async () => {
    await launch([], [at('RUST_PRICE', { condition: 'id == 8' })]);
    await here();
    const { sell, price_of } = await frames();
    const expression = 'addon.priceOf(1, 4) + tags.map((tag) => tag.length).join()';
    expect(await client.request('evaluate', { expression, frameId: sell, context: 'watch' })).toMatchObject({
      result: '"413,6"',
    });
    expect(
      await client.request('evaluate', { expression: 'each * 2', frameId: price_of, context: 'watch' }),
    ).toMatchObject({ result: '160' });
  });

  it('steps from TypeScript into Rust and back out', async () => {
    await launch([at('TS_SELL')], []);
    await here();
    expect((await go('stepIn'))[0]).toMatch(/^program::price_of lib\.rs:/);
    expect((await go('next'))[0]).toBe(`program::price_of ${line('RUST_PRICE')}`);
    expect((await go('stepOut'))[0]).toBe(`sell ${line('TS_SOLD')}`);
  });

  it('steps from Rust into the TypeScript that it calls, out of it into Rust, and on', async () => {
    await launch([], [at('RUST_CALL')]);
    await here();
    expect((await go('stepIn'))[0]).toContain(line('TS_CALLBACK'));
    expect((await go('stepOut'))[0]).toBe(`program::call_back ${line('RUST_CALL')}`);
    expect((await go('next'))[0]).toBe(`program::call_back ${line('RUST_CALLED')}`);
  });

  it('steps into the Rust getter behind a property', async () => {
    await launch([at('TS_GETTER')], []);
    await here();
    expect((await go('stepIn'))[0]).toBe(`program::Counter::current ${line('RUST_GETTER')}`);
  });

  it('stops where conditions and hit counts hold, and logs without stopping', async () => {
    await launch(
      [at('TS_SOLD', { logMessage: 'sold {id} for {price}' })],
      [at('RUST_PRICE', { condition: 'id == 9' }), at('RUST_CALLED', { hitCondition: '2' })],
    );
    expect((await here())[0]).toBe(`program::call_back ${line('RUST_CALLED')}`);
    expect((await go('continue'))[0]).toBe(`program::price_of ${line('RUST_PRICE')}`);
    expect((await values((await frames())['price_of'] ?? 0))['id']).toBe('9');
    await client.request('continue', { threadId: 0 });
    await client.event('terminated');
    expect(client.output).toContain('sold 7 for 141\nsold 8 for 161');
  });

  it('sets variables in both languages', async () => {
    await launch([at('TS_SOLD')], [at('RUST_PRICE')]);
    await here();
    const set = async (frame: string, name: string, value: string): Promise<void> => {
      const { scopes } = await client.request('scopes', { frameId: (await frames())[frame] });
      await client.request('setVariable', { variablesReference: scopes[0]?.variablesReference, name, value });
    };
    await set('price_of', 'count', '100');
    expect(await values((await frames())['price_of'] ?? 0)).toMatchObject({ count: '100' });
    await go('continue');
    await set('sell', 'price', '500 + 5');
    expect(await values((await frames())['sell'] ?? 0)).toMatchObject({ price: '505' });
  });

  it('stops on a Rust panic, in the function that panics, and on a caught exception', async () => {
    await launch([], [], ['rust-panic', 'caught']);
    expect((await here())[0]).toBe(`program::panic_now ${line('RUST_PANIC')}`);
    expect((await go('continue'))[0]).toMatch(/^panics /);
  });

  it('restarts with the same breakpoints', async () => {
    await launch([at('TS_SELL')], []);
    const first = await client.stopped();
    await client.request('restart');
    const second = await client.stopped();
    expect(second['threadId']).not.toBe(first['threadId']);
    expect((await client.ownStack(second.threadId))[0]).toBe(`sell ${line('TS_SELL')}`);
  });

  it('leaves nothing behind when the client disconnects', async () => {
    await launch([at('TS_SELL')], []);
    const { threadId } = await client.stopped();
    await client.end();
    expect(existsSync(`/proc/${threadId}`)).toBe(false);
  });

  it('attaches to a running program, and lets it run on afterwards', async () => {
    const child: ChildProcess = spawn(NODE, [program.script], {
      cwd: program.folder,
      env: { ...process.env, NODE_OPTIONS: '', ROUNDS: '1e9' },
    });
    try {
      await untilLoaded(child.pid, 'program.node');
      await client.start(
        { request: 'attach', pid: child.pid },
        { [program.rust]: [at('RUST_PRICE')], [program.main]: [] },
      );
      expect((await here()).slice(0, 2)).toEqual([
        `program::price_of ${line('RUST_PRICE')}`,
        expect.stringContaining(line('TS_SELL')),
      ]);
      await client.end();
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      expect(status).toMatch(/TracerPid:\s*0/);
      expect(status).toMatch(/State:\s*[RS]/);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('says what is wrong when there is no such LLDB', async () => {
    await client.request('initialize');
    const configuration = { program: program.script, runtimeExecutable: NODE, lldbDap: '/nowhere/lldb-dap' };
    await expect(client.request('launch', configuration)).rejects.toThrow(/no lldb-dap found .*install LLDB 22/);
  });
});
