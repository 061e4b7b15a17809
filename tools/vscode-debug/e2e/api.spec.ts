import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DapClient } from './dap-client.ts';
import { ADAPTER, describeDebugging } from './debugging.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');
const SERVER = join(REPOSITORY, 'apps', 'api', 'dist', 'main.js');
const CONTROLLER = join(REPOSITORY, 'apps', 'api', 'src', 'data', 'data.controller.ts');
const BINDINGS = join(REPOSITORY, 'libs', 'bindings', 'src', 'store.ts');
const ADDON = join(REPOSITORY, 'native', 'addon', 'src', 'store.rs');

const lineOf = (file: string, text: string, from = ''): number => {
  const source = readFileSync(file, 'utf8');
  return source.slice(0, source.indexOf(text, source.indexOf(from))).split('\n').length;
};

describeDebugging('the API of this workspace', () => {
  it('stops in TypeScript and then in Rust for one request, steps in and comes back', async () => {
    const data = mkdtempSync(join(tmpdir(), 'vscode-debug-api-'));
    const client = new DapClient(ADAPTER);
    const controllerLine = lineOf(CONTROLLER, 'this.data.put(');
    const bindingsLine = lineOf(BINDINGS, 'storePut(');
    const rustLine = lineOf(ADDON, 'export(env', 'fn store_put(');
    try {
      expect(existsSync(SERVER)).toBe(true);
      await client.start(
        {
          program: SERVER,
          cwd: REPOSITORY,
          args: ['--urls', 'http://127.0.0.1:0', '--datapath', data],
          env: { BIMETAL_ADDON: join(REPOSITORY, 'native', 'addon', 'dist', 'debug', 'bimetal.linux-x64-gnu.node') },
          runtimeExecutable: join(REPOSITORY, 'node_modules', '.bin', 'node'),
        },
        {
          [CONTROLLER]: [{ line: controllerLine }],
          [BINDINGS]: [{ line: bindingsLine }],
          [ADDON]: [{ line: rustLine }],
        },
      );
      const url = await client.printed(/http:\/\/127\.0\.0\.1:\d+/);
      const headers = { 'content-type': 'application/json' };
      const answer = fetch(`${url}/api/data/testdocs-1`, { method: 'POST', body: '{"title":"Hello"}', headers });
      const { threadId } = await client.stopped();
      expect((await client.ownStack(threadId))[0]).toContain(`data.controller.ts:${controllerLine}`);

      await client.request('continue', { threadId });
      await client.stopped();
      expect((await client.ownStack(threadId))[0]).toContain(`store.ts:${bindingsLine}`);

      await client.request('stepIn', { threadId });
      await client.stopped();
      const inRust = await client.ownStack(threadId);
      expect(inRust[0]).toMatch(/store_put .*store\.rs:\d+/);
      expect(inRust.slice(1).join('\n')).toMatch(/store\.ts:\d+[\s\S]*data\.controller\.ts:\d+/);

      const script = (await client.stack(threadId)).find((frame) => frame.source?.name === 'store.ts');
      const sum = await client.request('evaluate', {
        expression: '[1, 2].map((n) => n * 2).join()',
        frameId: script?.id,
      });
      expect(sum['result']).toBe('"2,4"');

      await client.setBreakpoints(ADDON, []);
      await client.request('stepOut', { threadId });
      await client.stopped();
      expect((await client.ownStack(threadId))[0]).toMatch(/(store|data\.service|data\.controller)\.ts:\d+/);
      for (const file of [CONTROLLER, BINDINGS]) await client.setBreakpoints(file, []);
      await client.request('continue', { threadId });
      expect((await answer).ok).toBe(true);
    } finally {
      await client.end();
      rmSync(data, { recursive: true, force: true });
    }
  });
});
