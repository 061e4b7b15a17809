import { Debugging, describeDebugging } from './debugging.ts';
import { Program } from './program.ts';

describeDebugging('steps that meet other stops', () => {
  let program: Program;
  let debugging: Debugging;
  beforeAll(() => void (program = new Program()), 300_000);
  afterAll(() => program.dispose());
  beforeEach(() => void (debugging = new Debugging(program)));
  afterEach(() => debugging.client.end());

  it('continues up to the next breakpoint, though a step in Rust was interrupted by one in TypeScript', async () => {
    await debugging.launch(['RUST_CALL', 'TS_CALLBACK']);
    await debugging.stopped();
    expect((await debugging.go('next')).stack[0]).toContain(debugging.place('TS_CALLBACK'));
    expect(await debugging.go('continue')).toMatchObject({
      reason: 'breakpoint',
      stack: expect.arrayContaining([`program::call_back ${debugging.place('RUST_CALL')}`]),
    });
  });

  it('comes back into Rust from the end of a callback in TypeScript', async () => {
    await debugging.launch(['TS_CALLBACK']);
    await debugging.stopped();
    expect((await debugging.go('next')).stack[0]).toContain('main.ts:');
    expect(await debugging.go('next')).toMatchObject({
      reason: 'step',
      stack: expect.arrayContaining([`program::call_back ${debugging.place('RUST_CALL')}`]),
    });
  });

  it('steps over a call of TypeScript in Rust, also where Rust was stepped into', async () => {
    await debugging.launch(['TS_VIA']);
    await debugging.stopped();
    await debugging.go('next');
    expect((await debugging.go('stepIn')).stack[0]).toContain('program::call_back');
    await debugging.go('next');
    expect((await debugging.go('next')).stack[0]).toBe(`program::call_back ${debugging.place('RUST_CALLED')}`);
  });

  it('steps over an await in Rust, to the next line of the function, which another thread goes on with', async () => {
    await debugging.launch(['RUST_AWAIT']);
    const { threadId } = await debugging.stopped();
    await debugging.client.request('next', { threadId });
    const next = await debugging.stopped();
    expect(next.reason).toBe('step');
    expect(next.stack[0]).toContain(debugging.place('RUST_AWAITED'));
    expect(next.threadId).not.toBe(threadId);
    await debugging.client.request('continue', { threadId: next.threadId });
    await debugging.client.printed(/waited 8/);
  });

  it('stops before the first statement when that is wanted, and at the breakpoints after it', async () => {
    await debugging.launch(['TS_SELL'], { stopOnEntry: true });
    const { reason, stack } = await debugging.stopped();
    expect(reason).toBe('entry');
    expect(stack[0]).toContain('main.ts:');
    expect((await debugging.go('continue')).stack[0]).toBe(`sell ${debugging.place('TS_SELL')}`);
  });
});
