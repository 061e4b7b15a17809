import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DapClient } from './dap-client.ts';
import { ADAPTER, describeDebugging, NODE } from './debugging.ts';
import { Program } from './program.ts';

describeDebugging('a workspace that was moved after the build', () => {
  let built: Program;
  let moved: string;

  beforeAll(() => {
    built = new Program();
    // With an absolute path, as a build in a container may leave it; a relative one moves along by itself.
    const file = `${built.script}.map`;
    const map = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...map, sources: [built.main] }));
    moved = `${built.folder}-moved`;
    renameSync(built.folder, moved);
  }, 300_000);
  afterAll(() => {
    rmSync(moved, { recursive: true, force: true });
  });

  const now = (path: string): string => path.replace(built.folder, moved);

  it('sourcePathMap leads breakpoints and frames of both languages to the new folder', async () => {
    const [main, rust] = [now(built.main), now(built.rust)];
    const [sell, price] = [built.lineOf(main, 'TS_SELL'), built.lineOf(rust, 'RUST_PRICE')];
    const client = new DapClient(ADAPTER);
    try {
      await client.start(
        {
          program: now(built.script),
          cwd: moved,
          runtimeExecutable: NODE,
          sourcePathMap: { [built.folder]: moved },
        },
        { [main]: [{ line: sell }], [rust]: [{ line: price }] },
      );
      const { threadId } = await client.stopped();
      expect(await places(client, threadId)).toEqual(expect.arrayContaining([`${main}:${sell}`]));

      await client.request('continue', { threadId });
      await client.stopped();
      const stack = await places(client, threadId);
      expect(stack.slice(0, 2)).toEqual([`${rust}:${price}`, `${main}:${sell}`]);
    } finally {
      await client.end();
    }
  });
});

/** Where the user's own frames point, with whole paths. */
async function places(client: DapClient, threadId: number): Promise<string[]> {
  const own = (await client.stack(threadId)).filter((frame) => frame.presentationHint !== 'subtle');
  return own.map((frame) => `${frame.source?.path}:${frame.line}`);
}
