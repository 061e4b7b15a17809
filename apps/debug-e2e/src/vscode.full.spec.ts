import { basename, join } from 'node:path';

import { post } from './debuggee.ts';
import { CodeServer, hasCodeServer } from './vscode/code-server.ts';
import { Workbench } from './vscode/workbench.ts';
import { lineOf, workspaceRoot } from './workspace.ts';

const SESSION_MS_MAX = 180_000;
const pictures = join(workspaceRoot, 'apps/debug-e2e/test-output/screenshots');
const SERVER = 'http://127.0.0.1:5000';
const typescript = { path: 'apps/api/src/data/data.controller.ts', line: 0 };
typescript.line = lineOf(typescript.path, 'this.data.put(');
const rust = { path: 'native/addon/src/store.rs', line: 0 };
rust.line = lineOf(rust.path, 'store.batch()?', 'pub fn store_put');

/** Where each launch configuration stops within one request, and whether the last of its stacks shows both languages. */
const sessions = [
  { configuration: 'API: TypeScript and Rust, one session', stops: [typescript, rust], isMerged: true },
  { configuration: 'API: TypeScript and Rust, two sessions (lldb-dap)', stops: [typescript, rust], isMerged: false },
  { configuration: 'API: TypeScript', stops: [typescript], isMerged: false },
];

if (!hasCodeServer) process.stderr.write('BIMETAL_CODE_SERVER names no code-server: VS Code itself is not tested.\n');

(hasCodeServer ? describe : describe.skip)('VS Code in a browser', () => {
  it.each(sessions)(
    '"$configuration" stops where it can, in one request',
    async ({ configuration, stops, isMerged }) => {
      if (await answers())
        throw new Error(`Something listens at ${SERVER}, where the configuration starts the server.`);
      using codeServer = new CodeServer();
      await using workbench = await Workbench.open(await codeServer.start());
      for (const { path, line } of [typescript, rust]) await workbench.setBreakpoint(path, line);
      await workbench.start(configuration);
      await untilServing();
      void post(SERVER);
      let stack: string[] = [];
      for (const [index, { path, line }] of stops.entries()) {
        if (index > 0) await workbench.continue();
        stack = await workbench.stoppedAt(basename(path), line);
      }
      await workbench.screenshot(join(pictures, `${configuration.replace(/\W+/g, '-')}.png`));
      // LLDB's own list of frames is longer than the window; only what is in sight can be read.
      if (isMerged) expect(stack).toContainEqual(expect.stringContaining(`data.controller.ts ${typescript.line}:`));
      await workbench.stop();
    },
    SESSION_MS_MAX,
  );
});

async function untilServing(): Promise<void> {
  const end = Date.now() + SESSION_MS_MAX / 2;
  while (!(await answers())) {
    if (Date.now() > end) throw new Error(`No server came up at ${SERVER}.`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch(`${SERVER}/api/health/live`, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false;
  }
}
