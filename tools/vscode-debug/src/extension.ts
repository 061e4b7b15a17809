import { join } from 'node:path';
import * as vscode from 'vscode';
import { nodeProcesses } from './launch/node-processes.ts';

/** Tells VS Code how to start the adapter, and offers the running Nodes to attach to. */
export function activate(context: vscode.ExtensionContext): void {
  const adapter = join(context.extensionPath, 'dist', 'bundle', 'adapter.mjs');
  // VS Code's own Node runs the adapter: the user's may be older than the adapter needs.
  const executable = new vscode.DebugAdapterExecutable(process.execPath, [adapter], {
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory('bimetal', { createDebugAdapterDescriptor: () => executable }),
    vscode.debug.registerDebugConfigurationProvider('bimetal', {
      resolveDebugConfiguration: (_folder, configuration) =>
        configuration.type ? { cwd: '${workspaceFolder}', ...configuration } : undefined,
    }),
    vscode.commands.registerCommand('bimetal.pickProcess', pickProcess),
  );
}

async function pickProcess(): Promise<string | undefined> {
  const items = nodeProcesses().map(({ pid, command, folder }) => ({
    label: String(pid),
    description: command,
    detail: folder,
  }));
  const options = { placeHolder: 'A Node process to debug', matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.label;
}
