import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { DapClient } from '@bimetal/vscode-debug/dap-client';

import { DataFolder, post } from './debuggee.ts';
import { InspectorClient } from './inspector-client.ts';
import { launchConfiguration, onFreePorts } from './launch-configuration.ts';
import { describeWithLldb } from './require-lldb.ts';
import { lineOf, workspaceRoot } from './workspace.ts';

const rustFile = join(workspaceRoot, 'native/addon/src/store.rs');
const rustLine = lineOf('native/addon/src/store.rs', 'store.batch()?', 'pub fn store_put');
const controller = 'apps/api/src/data/data.controller.ts';
const controllerLine = lineOf(controller, 'this.data.put(');

/** The line that a server writes when it has started, from its URL on. */
const URL_OF_SERVER = /(?<=Listening on )http:\S+(?=[\s\S]*Ready)/;

async function places(client: DapClient, threadId: number): Promise<string[]> {
  return (await client.stack(threadId)).map(({ source, line }) => `${source?.path ?? ''}:${line}`);
}

/** The Rust line of a write, and the TypeScript line that asked for it. */
const bothLanguages = [`${rustFile}:${rustLine}`, `${join(workspaceRoot, controller)}:${controllerLine}`];

describeWithLldb('the launch configurations, as an editor hands them to lldb-dap', () => {
  it('"API: Rust, with the ts commands" stops in Rust with both languages on the stack', async () => {
    using folder = new DataFolder();
    await using session = new DapClient('lldb-dap-22');
    const configuration = onFreePorts(launchConfiguration('API: Rust, with the ts commands'), folder.path);
    await session.start(configuration, { [rustFile]: [{ line: rustLine }] });
    const url = await session.printed(URL_OF_SERVER);
    void post(url);
    const { threadId, reason } = await session.stopped();
    expect(reason).toBe('breakpoint');
    expect(await places(session, threadId)).toEqual(expect.arrayContaining(bothLanguages));
    const { result } = await session.request('evaluate', { expression: '`ts bt', context: 'repl' });
    expect(result).toContain(`data.controller.ts:${controllerLine}`);
  });

  it('the compound of two sessions stops in TypeScript, then in Rust, in one request', async () => {
    using folder = new DataFolder();
    await using session = new DapClient('lldb-dap-22');
    const configuration = onFreePorts(launchConfiguration('half: LLDB launches the API'), folder.path);
    await session.start(configuration, { [rustFile]: [{ line: rustLine }] });
    const inspectorUrl = await session.printed(/ws:\/\/\S+/);

    // What js-debug does when it attaches; its own code is part of VS Code and cannot be run by itself.
    using inspector = await InspectorClient.connect(inspectorUrl);
    await inspector.send('Runtime.enable');
    await inspector.send('Debugger.enable');
    const script = 'apps/api/dist/data/data.controller.js';
    const breakpoint = {
      url: `file://${join(workspaceRoot, script)}`,
      lineNumber: lineOf(script, 'this.data.put(') - 1,
    };
    const startPause = inspector.event('Debugger.paused');
    await inspector.send('Debugger.setBreakpointByUrl', breakpoint);
    await inspector.send('Runtime.runIfWaitingForDebugger');
    await startPause;
    await inspector.send('Debugger.resume');

    const url = await session.printed(URL_OF_SERVER);
    const paused = inspector.event('Debugger.paused');
    const status = post(url);
    expect(await paused).toMatchObject({ hitBreakpoints: [expect.stringContaining('data.controller.js')] });

    // Not waited for: LLDB may stop the process before the inspector has written its answer.
    inspector.send('Debugger.resume').catch(() => undefined);
    const { threadId } = await session.stopped();
    expect(await places(session, threadId)).toEqual(expect.arrayContaining(bothLanguages));
    // The line has several addresses, and each of them would stop.
    await session.setBreakpoints(rustFile, []);
    await session.request('continue', { threadId });
    expect(await status).toBe(200);
  });

  it('"Current cargo test" stops in a test of the open file', async () => {
    const file = join(workspaceRoot, 'native/store/tests/poison.rs');
    const task = join(workspaceRoot, 'tools/setup/src/cargo-test-program.ts');
    const env = { ...process.env, NODE_OPTIONS: '' };
    const compiled = spawnSync(process.execPath, [task, file], { cwd: workspaceRoot, encoding: 'utf8', env });
    expect(compiled.stderr).not.toMatch(/^error/m);
    expect(existsSync(join(workspaceRoot, 'target/debug/test-to-debug'))).toBe(true);

    const line = lineOf('native/store/tests/poison.rs', '#[test]') + 2;
    await using session = new DapClient('lldb-dap-22');
    await session.start(launchConfiguration('Current cargo test', { 'input:testFilter': '' }), { [file]: [{ line }] });
    const { threadId } = await session.stopped();
    const [innermost] = await places(session, threadId);
    expect(innermost).toMatch(/poison\.rs:\d+$/);
  });
});
