import { run, withColour } from './run.ts';

describe('running a command', () => {
  const node = (script: string, onLine?: (line: string) => void, signal?: AbortSignal) =>
    run(process.execPath, ['-e', script], { cwd: process.cwd(), ...(onLine ? { onLine } : {}), signal });

  it('gives its exit code', async () => {
    expect(await node('process.exit(7)')).toBe(7);
  });

  it('hands out its lines', async () => {
    const lines: string[] = [];
    await node('console.log("one\\ntwo")', (line) => lines.push(line));
    expect(lines).toEqual(['one', 'two']);
  });

  it('ends it, with everything it started, when asked to', async () => {
    const stop = new AbortController();
    const child = 'process.stdout.write("started\\n"); setInterval(() => {}, 1000)';
    const parent = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' })`;
    // The output closes, and with it the promise resolves, only when the grandchild is gone as well.
    expect(await node(parent, () => stop.abort(), stop.signal)).not.toBe(0);
  });

  it('does not start it when asked to end before', async () => {
    expect(await node('process.exit(0)', undefined, AbortSignal.abort())).toBe(1);
  });
});

describe('colours', () => {
  it('are wanted when Nx says so, unless the user has said something to cargo', () => {
    expect(withColour({ FORCE_COLOR: 'true' })['CARGO_TERM_COLOR']).toBe('always');
    expect(withColour({ FORCE_COLOR: 'true', CARGO_TERM_COLOR: 'never' })['CARGO_TERM_COLOR']).toBe('never');
    expect(withColour({ FORCE_COLOR: 'true', NO_COLOR: '1' })).not.toHaveProperty('CARGO_TERM_COLOR');
    expect(withColour({ FORCE_COLOR: '0' })).not.toHaveProperty('CARGO_TERM_COLOR');
    expect(withColour({})).not.toHaveProperty('CARGO_TERM_COLOR');
  });
});
