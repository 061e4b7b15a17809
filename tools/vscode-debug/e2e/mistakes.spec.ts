import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Debugging, describeDebugging, NODE } from './debugging.ts';
import { Program } from './program.ts';
import { Sources } from './sources.ts';

const TEXT = `function add(a, b) {
  return a + b; // ADD
}
let sum = 0;
for (let i = 0; i < 3; i++) sum = add(sum, i);
console.log('sum', sum);
`;

describeDebugging('what cannot be done is said', () => {
  const notice = async ({ client }: Sources, about: RegExp): Promise<string> => {
    for (;;) {
      const { category, output } = await client.event('output');
      if (category === 'important' && about.test(output)) return output.trim();
    }
  };

  it('of a condition that throws, which stops, and of one that is no JavaScript', async () => {
    await using sources = new Sources();
    sources.put('main.js', TEXT);
    await sources.launch('main.js', { 'main.js': [{ mark: 'ADD', condition: 'a.b.c > 1' }] });
    const { threadId, stack } = await sources.stopped();
    expect(stack[0]).toBe('add main.js:2');
    expect(await notice(sources, /condition/)).toMatch(
      /the condition "a\.b\.c > 1" at .*main\.js:2 fails \(TypeError: .*\), so/,
    );
    const [wrong] = (await sources.client.setBreakpoints(sources.at('main.js'), [{ line: 2, condition: 'a >' }]))
      .breakpoints;
    expect(wrong).toMatchObject({
      verified: false,
      message: expect.stringMatching(/^The condition "a >" is no JavaScript: /),
    });
    await sources.finish(threadId);
  });

  it('of a condition that does not compile in its place, which stops', async () => {
    await using sources = new Sources();
    sources.put('main.js', TEXT);
    await sources.launch('main.js', { 'main.js': [{ mark: 'ADD', condition: 'this.#sum > 1' }] });
    const { threadId, stack } = await sources.stopped();
    expect(stack[0]).toBe('add main.js:2');
    expect(await notice(sources, /condition/)).toMatch(
      /the condition "this\.#sum > 1" at .*main\.js:2 fails \(\w+: .*#sum.*\), so/,
    );
    await sources.client.setBreakpoints(sources.at('main.js'), []);
    await sources.finish(threadId);
  });

  it('by a log point in a package, of what is there', async () => {
    await using sources = new Sources();
    sources.put('node_modules/adder/index.js', `exports.add = (a, b) => {\n  return a + b; // ADD\n};\n`);
    sources.put('main.js', `const a = 'outside';\nconsole.log(require('adder').add(1, 2));\n`);
    const log = { mark: 'ADD', logMessage: '{a} and {[b].map((x) => { return x; })} and {c}' };
    await sources.launch('main.js', { 'node_modules/adder/index.js': [log] });
    await sources.client.event('terminated');
    expect(sources.client.output).toContain('1 and Array(1) [2] and <ReferenceError: c is not defined>\n');
  });

  it('of a hit count that is none, and of a line that has no code', async () => {
    await using sources = new Sources();
    sources.put('main.js', TEXT);
    await sources.client.request('initialize');
    const launched = sources.client.request('launch', {
      program: sources.at('main.js'),
      cwd: sources.folder,
      stopOnEntry: true,
    });
    await sources.client.event('initialized');
    const { breakpoints } = await sources.client.setBreakpoints(sources.at('main.js'), [
      { line: 2, hitCondition: 'abc' },
      { line: 999 },
    ]);
    expect(breakpoints[0]).toMatchObject({
      verified: false,
      message: expect.stringContaining('The hit count "abc" is neither'),
    });
    await sources.client.request('configurationDone');
    await launched;
    const { threadId } = await sources.stopped();
    const { body } = { body: await sources.client.event('breakpoint') };
    expect(body['breakpoint']).toMatchObject({
      verified: false,
      message: expect.stringContaining('no code at line 999'),
    });
    await sources.finish(threadId);
    expect(sources.client.output).toMatch(
      /the breakpoint at .*main\.js:2 was never reached, since .* the hit count "abc"/,
    );
    expect(sources.client.output).toMatch(
      /the breakpoint at .*main\.js:999 was never reached, since .* no code at line 999/,
    );
  });

  it('of a breakpoint that no script led to, at the end', async () => {
    await using sources = new Sources();
    sources.put('main.js', TEXT);
    sources.put('other.ts', 'let x: number; // HERE\n');
    sources.compile('src/moved.ts', TEXT + '// HERE\n', {
      map: (map) => ({ ...map, sources: ['/build/src/moved.ts'] }),
    });
    sources.put('start.js', `require('./main.js');\nrequire('./dist/moved.js');\n`);
    await sources.launch('start.js', { 'other.ts': ['HERE'], 'src/moved.ts': ['ADD'] });
    await sources.client.event('terminated');
    expect(sources.client.output).toMatch(
      /the breakpoint at .*other\.ts:1 was never reached, .* none of the \d+ scripts/,
    );
    expect(sources.client.output).toMatch(
      /moved\.ts:2 was never reached, .* names \/build\/src\/moved\.ts: set "sourcePathMap"/,
    );
  });

  it('of options and files that are not there, at once', async () => {
    await using sources = new Sources();
    sources.put('main.js', TEXT);
    await expect(sources.launch('main.js', {}, { runtimeArgs: ['--no-such-flag'] })).rejects.toThrow(
      /Node ended with code 9 before its inspector was open: .*bad option: --no-such-flag/,
    );
    await using second = new Sources();
    await expect(second.launch('no.js')).rejects.toThrow(/there is no program .*no\.js: build it/);
    await using third = new Sources();
    const core = { request: 'attach', coreFile: 'no.core', cwd: third.folder };
    await expect(third.client.start(core, {})).rejects.toThrow(/there is no core file .*no\.core/);
    await using fourth = new Sources();
    fourth.put('no.core', 'text');
    await expect(fourth.client.start({ ...core, cwd: fourth.folder }, {})).rejects.toThrow(
      /no\.core is no core file, or was cut/,
    );
    await using fifth = new Sources();
    fifth.put('main.js', TEXT);
    await expect(fifth.launch('main.js', {}, { lldbPlugin: '/no/plugin' })).rejects.toThrow(
      /there is no LLDB plugin in \/no\/plugin: set "lldbPlugin"/,
    );
    await using sixth = new Sources();
    sixth.put('main.js', TEXT);
    await expect(sixth.launch('main.js', {}, { runtimeExecutable: sixth.folder })).rejects.toThrow(
      /set "runtimeExecutable" to a Node/,
    );
  });

  it('of a process that a signal has stopped, at once', async () => {
    const child = spawn(NODE, ['-e', 'console.log("ready"); setInterval(() => {}, 1000)'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    try {
      await once(child.stdout, 'data');
      child.kill('SIGSTOP');
      await using sources = new Sources();
      await expect(sources.client.start({ request: 'attach', pid: child.pid }, {})).rejects.toThrow(
        /is stopped by a signal: let it go on, by kill -CONT \d+/,
      );
    } finally {
      child.kill('SIGKILL');
    }
  });

  describe('in Rust', () => {
    let program: Program;
    let debugging: Debugging;
    beforeAll(() => void (program = new Program()), 300_000);
    afterAll(() => program.dispose());
    beforeEach(() => void (debugging = new Debugging(program)));
    afterEach(() => debugging.client.end());

    it('of an unknown name in a log point, of a hit count and a line', async () => {
      const line = program.lineOf(program.rust, 'RUST_PRICE');
      const { client } = debugging;
      await client.start(
        { program: program.script, cwd: program.folder, runtimeExecutable: NODE },
        {
          [program.rust]: [
            { line, logMessage: 'id {id} {nope}' },
            { line: line + 1, hitCondition: 'often' },
            { line: 999 },
          ],
        },
      );
      await client.event('terminated');
      expect(client.output).toContain('id 7 <there is no nope in this frame>\n');
      expect(client.output).toMatch(/lib\.rs:999 was never reached, since it was never set: no library/);
      expect(client.output).toMatch(/the hit count "often" is neither/);
    });

    it('of a condition that cannot be evaluated, which stops', async () => {
      const line = program.lineOf(program.rust, 'RUST_PRICE');
      const { client } = debugging;
      await client.start(
        { program: program.script, cwd: program.folder, runtimeExecutable: NODE },
        { [program.rust]: [{ line, condition: 'nope == 1' }] },
      );
      const { threadId } = await client.stopped();
      expect((await client.ownStack(threadId))[0]).toBe(`program::price_of lib.rs:${line}`);
      expect(client.output).toMatch(
        /the condition "nope == 1" at .*lib\.rs:\d+ fails \(there is no nope in this frame\)/,
      );
    });
  });
});
