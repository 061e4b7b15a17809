import type { Arguments } from '../src/protocol/dap.ts';
import { DapClient } from './dap-client.ts';
import { ADAPTER } from './debugging.ts';
import { BETWEEN, isThere, OLDEST } from './matrix-versions.ts';
import { Program } from './program.ts';

let program: Program;
beforeAll(() => void (program = new Program()), 300_000);
afterAll(() => program.dispose());

// The other suites have the fourth pair, Node 26 and LLDB 22.
describe.each([...BETWEEN, OLDEST])('a session with $name', (cell) => {
  const { node, lldbDap } = cell;
  const test = isThere(cell) ? it : it.skip;
  let client: DapClient;
  beforeEach(() => void (client = new DapClient(ADAPTER)));
  afterEach(() => client.end());

  const line = (mark: string): number => program.lineOf(mark.startsWith('TS') ? program.main : program.rust, mark);
  const start = (ts: string[], rs: string[]): Promise<void> => {
    const configuration: Arguments = { program: program.script, cwd: program.folder, runtimeExecutable: node, lldbDap };
    return client.start(configuration, {
      [program.main]: ts.map((mark) => ({ line: line(mark) })),
      [program.rust]: rs.map((mark) => ({ line: line(mark) })),
    });
  };
  let threadId = 0;
  const here = async (): Promise<string[]> => {
    threadId = Number((await client.stopped())['threadId']);
    return client.ownStack(threadId);
  };
  const go = async (command: string): Promise<string[]> => {
    await client.request(command, { threadId });
    return here();
  };
  const frameOf = async (name: RegExp): Promise<number> =>
    (await client.stack(threadId)).find((frame) => name.test(frame.name))?.id ?? 0;
  const values = async (name: RegExp): Promise<Record<string, string>> =>
    Object.fromEntries((await client.locals(await frameOf(name))).map((each) => [each.name, each.value]));

  test('stops in both languages, with one stack, values and expressions', async () => {
    await start(['TS_SELL'], ['RUST_PRICE']);
    expect((await here())[0]).toBe(`sell main.ts:${line('TS_SELL')}`);
    expect(await values(/sell$/)).toMatchObject({ id: '7', factor: '2', tags: 'Array(2) ["new", "corner"]' });

    const stack = await go('continue');
    expect(stack[0]).toBe(`program::price_of lib.rs:${line('RUST_PRICE')}`);
    expect(stack[1]).toContain(`main.ts:${line('TS_SELL')}`);
    expect(stack[2]).toContain(`main.ts:${line('TS_ROUND')}`);
    expect(await values(/price_of$/)).toMatchObject({ id: '7', each: '70', count: '2' });
    const sum = await client.request('evaluate', {
      expression: 'addon.priceOf(1, 4) + tags.length',
      frameId: await frameOf(/sell$/),
    });
    expect(sum['result']).toBe('43');
  });

  test('steps from TypeScript into Rust, on in Rust, and back out', async () => {
    await start(['TS_SELL'], []);
    await here();
    expect((await go('stepIn'))[0]).toMatch(/^program::price_of lib\.rs:/);
    expect((await go('next'))[0]).toBe(`program::price_of lib.rs:${line('RUST_PRICE')}`);
    expect((await go('stepOut'))[0]).toBe(`sell main.ts:${line('TS_SOLD')}`);
    await client.setBreakpoints(program.main, []);
    await client.request('continue', { threadId });
    await client.event('terminated');
    expect(client.output).toMatch(/total \d+ sold 6/);
  });
});
