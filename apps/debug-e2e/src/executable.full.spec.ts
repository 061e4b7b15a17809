import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { DataFolder, type Output, post } from './debuggee.ts';
import { debugCore, debugExecutable, debugLater } from './lldb-terminal.ts';
import { bindingsLine, controllerLine, rustLine } from './put-stack.ts';
import { describeWithLldb } from './require-lldb.ts';
import { inOrder } from './stack-text.ts';
import { runExecutable } from './vscode/server.ts';
import { debugExecutablePath, pluginFolder, releasedExecutablePath } from './workspace.ts';

const ATTACHED_MS_MAX = 100_000;
const TWO_SESSIONS_MS_MAX = 350_000;
const expected = [`store.rs:${rustLine}`, `store.ts:${bindingsLine}`, `data.controller.ts:${controllerLine}`];

describeWithLldb('the executable, in the terminal, the longer sessions', () => {
  it('is attached to, and stops in TypeScript and then in Rust', async () => {
    using folder = new DataFolder();
    using server = await runExecutable(debugExecutablePath, folder.path);
    const { answers } = await debugLater(
      [
        `command script import ${pluginFolder}`,
        `ts break data.controller.ts:${controllerLine}`,
        `ts attach ${server.pid}`,
        'process continue',
        'ts break delete 1',
        `breakpoint set --file store.rs --line ${rustLine}`,
        'process continue',
        'ts bt',
        'ts print key',
        'process detach',
      ],
      (output) => void postUntilStopped(server.url, output),
    );
    const [, , , controller, , , rust, stack = '', key] = answers;
    expect(controller).toContain(`data.controller.ts:${controllerLine}`);
    expect(rust).toContain(`store.rs:${rustLine}`);
    expect(inOrder(stack, expected)).toEqual(expected);
    expect(key).toContain('"attached-7"');
  });

  it(
    'leaves a core file with the merged stack and the values of both languages',
    async () => {
      using folder = new DataFolder();
      const core = join(folder.path, 'core');
      await debugExecutable(
        debugExecutablePath,
        () => [`breakpoint set --file store.rs --line ${rustLine}`, 'run', `process save-core --style=full ${core}`],
        (url) => void post(url, 'corefile-7'),
      );
      expect(existsSync(core)).toBe(true);

      const commands = [`command script import ${pluginFolder}`, 'ts bt', 'ts print key', 'frame variable'];
      const { text } = await debugCore(core, commands, debugExecutablePath);
      expect(inOrder(text, expected)).toEqual(expected);
      expect(text).toContain('"corefile-7"');
      expect(text).toContain(') key = ');
    },
    TWO_SESSIONS_MS_MAX,
  );
});

describeWithLldb('the released executable, copied alone, with its symbols elsewhere', () => {
  it('shows lines and arguments of Rust and places and values of TypeScript', async () => {
    using folder = new DataFolder();
    const executable = join(folder.path, 'bimetal');
    copyFileSync(releasedExecutablePath, executable);
    const { text } = await debugExecutable(
      executable,
      () => [
        `command script import ${pluginFolder}`,
        `settings set -g target.debug-file-search-paths ${join(dirname(releasedExecutablePath), 'symbols')}`,
        'breakpoint set --func-regex addon::store::store_put_c_callback',
        'run',
        'ts bt',
        'up',
        'frame variable',
        'ts print key',
      ],
      (url) => void post(url, 'released-7'),
    );
    const places = ['addon/src/export.rs:', 'store_put_c_callback', ...expected.slice(1)];
    expect(inOrder(text.slice(text.indexOf('ts bt')), places)).toEqual(places);
    expect(text).toMatch(/\) env = 0x\w+\n.*\) info = 0x/);
    expect(text).toContain('"released-7"');
  });
});

/** V8 takes its breakpoints when the process goes on: requests that come first pass. */
async function postUntilStopped(url: string, output: Output): Promise<void> {
  await output.waitFor(/attached, inspector on port/, ATTACHED_MS_MAX);
  const stopped = output.waitFor(/stop reason = breakpoint/, ATTACHED_MS_MAX).then(() => true);
  stopped.catch(() => undefined);
  while (!(await Promise.race([stopped, post(url, 'attached-7').then(() => false)])));
}
