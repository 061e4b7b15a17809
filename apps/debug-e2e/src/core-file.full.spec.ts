import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { DataFolder, post } from './debuggee.ts';
import { debugCore, debugServer } from './lldb-terminal.ts';
import { bindingsLine, controllerLine, rustLine } from './put-stack.ts';
import { describeWithLldb } from './require-lldb.ts';
import { pluginFolder } from './workspace.ts';

describeWithLldb('a core file of the server, stopped in Rust inside POST /api/data/{key}', () => {
  it('opens with the merged stack and the TypeScript values', async () => {
    using folder = new DataFolder();
    const core = join(folder.path, 'core');
    await debugServer(
      () => [`breakpoint set --file store.rs --line ${rustLine}`, 'run', `process save-core --style=full ${core}`],
      (url) => void post(url, 'corefile-7'),
    );
    expect(existsSync(core)).toBe(true);

    const { text } = await debugCore(core, [`command script import ${pluginFolder}`, 'ts bt', 'ts print key']);
    expect(text).toMatch(
      new RegExp(`store\\.rs:${rustLine}[^]*store\\.ts:${bindingsLine}[^]*data\\.controller\\.ts:${controllerLine}`),
    );
    expect(text).toContain('"corefile-7"');
  });
});
