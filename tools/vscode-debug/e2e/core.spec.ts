import { findProgram } from '../src/launch/find-program.ts';
import { CrashedProgram } from './core-crash.ts';
import { DapClient } from './dap-client.ts';
import { ADAPTER } from './debugging.ts';
import { BETWEEN, type Cell, isThere, NEWEST } from './matrix-versions.ts';

const lldb = findProgram(['lldb-22'], process.env);
const rustc = findProgram(['rustc'], process.env);

const canRun = (cell: Cell): boolean => isThere(cell) && lldb !== undefined && rustc !== undefined;

describe.each([NEWEST, ...BETWEEN])('the core file of a crash in Rust, with $name', (cell) => {
  const { node, lldbDap } = cell;
  const test = canRun(cell) ? it : it.skip;
  let crashed: CrashedProgram;
  let client: DapClient;
  let threadId = 0;
  beforeAll(async () => {
    if (!canRun(cell)) return;
    crashed = new CrashedProgram(node ?? '', lldb ?? '');
    client = new DapClient(ADAPTER);
    await client.start({ request: 'attach', coreFile: crashed.core, runtimeExecutable: node, lldbDap }, {});
    threadId = Number((await client.stopped())['threadId']);
  }, 600_000);
  afterAll(async () => {
    if (!canRun(cell)) return;
    await client.end();
    crashed[Symbol.dispose]();
  });

  test('opens with one stack of Rust and TypeScript', async () => {
    const stack = await client.ownStack(threadId);
    expect(stack.slice(0, 4)).toEqual([
      `core_crash::spoil core-crash.rs:${crashed.rustLine}`,
      expect.stringMatching(/^core_crash::crash core-crash\.rs:\d+$/),
      `close main.ts:${crashed.callLine}`,
      '<anonymous> main.ts:9',
    ]);
  });

  test('has the values of both languages, those of TypeScript read from memory', async () => {
    const frames = await client.stack(threadId);
    const idOf = (name: RegExp): number => frames.find((frame) => name.test(frame.name))?.id ?? 0;
    const rust = await client.locals(idOf(/spoil$/));
    expect(rust).toContainEqual(expect.objectContaining({ name: 'times', value: '3' }));

    const { scopes } = await client.request('scopes', { frameId: idOf(/^close$/) });
    expect(scopes[0]?.name).toMatch(/^Local \(read from memory/);
    const script = await client.variables(scopes[0]?.variablesReference ?? 0);
    const account = script.find(({ name }) => name === 'account');
    expect(account?.value).toContain('owner: "nobody"');
    expect(await client.variables(account?.variablesReference ?? 0)).toContainEqual(
      expect.objectContaining({ name: 'balance', value: '12' }),
    );
    const path = await client.request('evaluate', { expression: 'account.owner', frameId: idOf(/^close$/) });
    expect(path['result']).toBe('"nobody"');
  });

  test('says why it cannot go on, or evaluate a call, and answers further questions', async () => {
    for (const command of ['continue', 'next', 'stepIn', 'stepOut', 'pause']) {
      await expect(client.request(command, { threadId })).rejects.toThrow(/core file .* cannot go on/);
    }
    const frameId = (await client.stack(threadId)).find((frame) => frame.name === 'close')?.id;
    const call = client.request('evaluate', { expression: 'close(account)', frameId });
    await expect(call).rejects.toThrow(/calls and operators need a running program/);
    expect((await client.request('threads'))['threads']).not.toHaveLength(0);
  });
});
