import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { DataFolder, killSession, Output } from '../debuggee.ts';
import { addonCache, workspaceRoot } from '../workspace.ts';
import { codeServer } from './installation.ts';
import { addStandIn } from './stand-in.ts';

const START_MS_MAX = 60_000;
const INSTALL_MS_MAX = 60_000;

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
  'editor.minimap.enabled': false,
  'terminal.integrated.enablePersistentSessions': false,
};

/** VS Code in a browser, with our extension in it, in folders of its own. */
export class CodeServer implements Disposable {
  readonly #folder = new DataFolder();
  readonly #output = new Output();
  readonly #variables: Record<string, string>;
  #child: ChildProcess | undefined;

  /** The variables reach what VS Code starts: its tasks, its debuggers, and the programs under them. */
  constructor(variables: Record<string, string>) {
    this.#variables = variables;
  }

  /** Resolves to the address of this checkout in it. */
  async start(): Promise<string> {
    const [user, extensions] = [join(this.#folder.path, 'user'), join(this.#folder.path, 'extensions')];
    mkdirSync(join(user, 'User'), { recursive: true });
    writeFileSync(join(user, 'User/settings.json'), JSON.stringify(SETTINGS));
    const folders = ['--user-data-dir', user, '--extensions-dir', extensions];
    const { node, entry } = codeServer;
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

  /** Not theirs: the options of the Node that runs Jest, another VS Code whose terminal started us, and where our pictures go. */
  #environment(): NodeJS.ProcessEnv {
    const ours = {
      NODE_OPTIONS: undefined,
      VSCODE_IPC_HOOK_CLI: undefined,
      BIMETAL_SCREENSHOTS: undefined,
      BIMETAL_CACHE: addonCache,
    };
    return { ...process.env, ...this.#variables, ...ours };
  }
}
