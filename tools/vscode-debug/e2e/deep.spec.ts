import { describeDebugging } from './debugging.ts';
import { Sources } from './sources.ts';

const DEPTH = 10_000;
const WAITING = 200;
const PAGE = 20;
/** Of Node's own, of V8's and of C++ there are fewer. */
const OTHERS_MAX = 100;

describeDebugging('deep stacks', () => {
  it('are read as far as the client looks, to their end, with values at both ends', async () => {
    await using sources = new Sources();
    sources.put(
      'main.js',
      `function down(n) {
  if (n === 0) {
    return n; // BOTTOM
  }
  return down(n - 1) + 1;
}
console.log(down(${DEPTH}));
`,
    );
    await sources.launch('main.js', { 'main.js': ['BOTTOM'] }, { runtimeArgs: ['--stack-size=8000'] });
    const { client } = sources;
    const { threadId } = await client.stopped();
    const page = (startFrame: number): Promise<{ stackFrames: { id: number; name: string }[]; totalFrames?: number }> =>
      client.request('stackTrace', { threadId, startFrame, levels: PAGE });

    const first = await page(0);
    expect(first.stackFrames.map(({ name }) => name)).toEqual(Array<string>(PAGE).fill('down'));
    const shown = first.totalFrames ?? 0;
    expect(shown).toBeGreaterThan(PAGE);
    expect(shown).toBeLessThan(DEPTH);
    expect(await client.locals(first.stackFrames[0]?.id ?? 0)).toContainEqual(
      expect.objectContaining({ name: 'n', value: '0' }),
    );

    const last = await page(DEPTH + OTHERS_MAX);
    expect(last.stackFrames).toEqual([]);
    const total = last.totalFrames ?? 0;
    expect(total).toBeGreaterThan(DEPTH);
    const outermost = (await page(DEPTH)).stackFrames.find(({ name }) => name === 'down');
    expect(await client.locals(outermost?.id ?? 0)).toContainEqual(
      expect.objectContaining({ name: 'n', value: String(DEPTH) }),
    );
    expect((await page(shown)).stackFrames).toHaveLength(PAGE);
    await sources.finish(threadId);
    expect(client.output).toContain(String(DEPTH));
  });

  it(`of ${WAITING} functions that wait are whole, with the values of the last`, async () => {
    await using sources = new Sources();
    sources.put(
      'main.js',
      `const tick = () => new Promise((done) => setImmediate(done));
async function down(n) {
  if (n === 0) {
    await tick();
    return n; // BOTTOM
  }
  return (await down(n - 1)) + 1;
}
down(${WAITING}).then(console.log);
`,
    );
    await sources.launch('main.js', { 'main.js': ['BOTTOM'] });
    const { client } = sources;
    const { threadId } = await client.stopped();
    const frames = (await client.stack(threadId)).filter(({ name }) => name === 'down');
    expect(frames).toHaveLength(WAITING + 1);
    expect(await client.locals(frames.at(-1)?.id ?? 0)).toContainEqual(
      expect.objectContaining({ name: 'n', value: String(WAITING) }),
    );
    await sources.finish(threadId);
  });
});
