import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../src/launch/find-program.ts';
import { DapClient } from './dap-client.ts';
import { Program } from './program.ts';

const ADAPTER = join(import.meta.dirname, '..', 'dist', 'bundle', 'adapter.mjs');
const NODE = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.bin', 'node');
const canRun = process.platform === 'linux' && findProgram(['lldb-dap-22', 'lldb-dap-19'], process.env) !== undefined;

(canRun ? describe : describe.skip)('a workspace that was moved after the build', () => {
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
