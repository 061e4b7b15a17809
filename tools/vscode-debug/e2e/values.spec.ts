import type { Variable } from '../src/protocol/dap.ts';
import { describeDebugging } from './debugging.ts';
import { Sources } from './sources.ts';

describeDebugging('values', () => {
  const TEXT = `class Account {
  #secret = 42;
  open = true;
  get doubled() { return this.#secret * 2; }
  get #inner() { return this.#secret + 1; }
}
function named() {}
function stop() {
  const account = new Account();
  const plain = { get computed() { return 'now'; }, get fails() { throw new Error('no'); }, get hangs() { for (;;); } };
  const functions = { first: named, second: function other() {}, third: () => 1 };
  const list = [named];
  const big = Array.from({ length: 100000 }, (_, index) => index);
  const many = Object.fromEntries(big.slice(0, 2500).map((index) => ['key' + index, index]));
  const bytes = new Uint8Array(5000).fill(7);
  return [account, plain, functions, list, big, many, bytes]; // STOP
}
stop();
`;
  let sources: Sources;
  let locals: Record<string, Variable>;
  let frameId: number;
  beforeAll(async () => {
    sources = new Sources();
    sources.put('main.js', TEXT);
    await sources.launch('main.js', { 'main.js': ['STOP'] });
    const { threadId } = await sources.stopped();
    frameId = (await sources.client.stack(threadId))[0]?.id ?? 0;
    locals = Object.fromEntries((await sources.client.locals(frameId)).map((each) => [each.name, each]));
  }, 120_000);
  afterAll(() => sources[Symbol.asyncDispose]());

  const childrenOf = async (variable: Variable | undefined): Promise<Record<string, Variable>> =>
    Object.fromEntries(
      (await sources.client.variables(variable?.variablesReference ?? 0)).map((each) => [each.name, each]),
    );
  const page = async (name: string, start: number, count: number): Promise<string[]> => {
    const range = { variablesReference: locals[name]?.variablesReference, filter: 'indexed', start, count };
    const { variables } = await sources.client.request('variables', range);
    return variables.map((each) => `${each.name} ${each.value}`);
  };

  it('show private members', async () => {
    expect(await childrenOf(locals['account'])).toMatchObject({ '#secret': { value: '42' }, open: { value: 'true' } });
  });

  it('give what a getter computes when it is opened, and not before', async () => {
    const account = await childrenOf(locals['account']);
    for (const [getter, value] of [
      [account['doubled'], '84'],
      [account['#inner'], '43'],
      [(await childrenOf(locals['plain']))['computed'], '"now"'],
      [(await childrenOf(locals['plain']))['fails'], '<Error: no>'],
      [(await childrenOf(locals['plain']))['hangs'], '<it did not end within 5 s, and was ended>'],
    ] as const) {
      expect(getter).toMatchObject({ value: '(…)', presentationHint: { lazy: true } });
      const got = await sources.client.variables(getter?.variablesReference ?? 0);
      expect(got).toMatchObject([{ value }]);
    }
  });

  it('name the functions in a preview', () => {
    expect(locals['functions']?.value).toBe('{first: ƒ named, second: ƒ other, third: ƒ third}');
    expect(locals['list']?.value).toBe('Array(1) [ƒ named]');
  });

  it('page a long list, as far as a client asks', async () => {
    expect(locals['big']).toMatchObject({ indexedVariables: 100_000 });
    expect(await page('big', 99_998, 2)).toEqual(['99998 99998', '99999 99999']);
    expect(await page('bytes', 4999, 1)).toEqual(['4999 7']);
    const named = { variablesReference: locals['big']?.variablesReference, filter: 'named' };
    const { variables } = await sources.client.request('variables', named);
    expect(variables.map(({ name }) => name)).toEqual(['length', '[[Prototype]]']);
  });

  it('mark what is not shown, where a client does not page, and show it when that is opened', async () => {
    const big = await childrenOf(locals['big']);
    expect(big['999']).toMatchObject({ value: '999' });
    expect(big['1000']).toBeUndefined();
    expect(big['[1000 … 99999]']).toMatchObject({ value: '99,000 more' });
    expect((await childrenOf(big['[1000 … 99999]']))['1999']).toMatchObject({ value: '1999' });
    const many = await childrenOf(locals['many']);
    const rest = Object.values(many).at(-1);
    expect(rest?.value).toMatch(/^1,5\d\d more$/);
    expect(Object.keys(await childrenOf(rest))).toContain('key1500');
  });

  it('take a backtick for what it is, and LLDB’s commands in the console only', async () => {
    const evaluate = async (expression: string, context: string): Promise<string> =>
      String((await sources.client.request('evaluate', { expression, context, frameId }))['result']);
    expect(await evaluate('`${account.open}`', 'watch')).toBe('"true"');
    expect(await evaluate('`${account.open}`', 'repl')).toBe('"true"');
    expect(await evaluate('lldb version', 'repl')).toMatch(/lldb version/);
    await expect(evaluate('lldb version', 'watch')).rejects.toThrow(/SyntaxError/);
  });

  it('read a function that waits from memory', async () => {
    await using waiting = new Sources();
    waiting.put(
      'main.mjs',
      `async function inner() {\n  await null;\n  return 1; // INNER\n}\nasync function outer(price) {\n  const factor = price + 2;\n  const got = await inner();\n  return got * factor;\n}\nawait outer(40);\n`,
    );
    await waiting.launch('main.mjs', { 'main.mjs': ['INNER'] });
    const { threadId } = await waiting.stopped();
    const frame = (await waiting.client.stack(threadId)).find(({ name }) => /outer/.test(name));
    expect(frame).toMatchObject({ line: 7 });
    const { scopes } = await waiting.client.request('scopes', { frameId: frame?.id });
    expect(scopes[0]?.name).toBe('Local (read from memory: the function waits)');
    const values = await waiting.client.variables(scopes[0]?.variablesReference ?? 0);
    expect(values).toContainEqual(expect.objectContaining({ name: 'price', value: '40' }));
    expect(values).toContainEqual(expect.objectContaining({ name: 'factor', value: '42' }));
    const price = await waiting.client.request('evaluate', {
      expression: 'price',
      frameId: frame?.id,
      context: 'watch',
    });
    expect(price).toMatchObject({ result: '40' });
    await waiting.finish(threadId);
  });
});
