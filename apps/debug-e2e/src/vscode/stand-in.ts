import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * LLDB's own extension comes from a marketplace, which a test cannot reach: this registers its debug type and starts the
 * same program. And VS Code's debugger looks for Chrome on the machine of the window, which in a browser it cannot reach;
 * here both are the same machine.
 */
const FILES = {
  'package.json': JSON.stringify({
    name: 'stand-in',
    publisher: 'test',
    version: '0.0.1',
    engines: { vscode: '^1.90.0' },
    main: './extension.js',
    activationEvents: ['onDebugResolve:lldb-dap', 'onDebugResolve:chrome'],
    contributes: { debuggers: [{ type: 'lldb-dap', label: 'LLDB' }], breakpoints: [{ language: 'rust' }] },
  }),
  'extension.js': `const { debug, DebugAdapterExecutable } = require('vscode');
exports.activate = (context) => context.subscriptions.push(
  debug.registerDebugAdapterDescriptorFactory('lldb-dap', {
    createDebugAdapterDescriptor: () => new DebugAdapterExecutable('lldb-dap-22', []),
  }),
  debug.registerDebugConfigurationProvider('chrome', {
    resolveDebugConfiguration: (_folder, configuration) => ({ ...configuration, browserLaunchLocation: 'workspace' }),
  }),
);`,
};

/** Puts the stand-in beside the extensions that VS Code has installed in its folder. */
export function addStandIn(extensions: string): void {
  const path = join(extensions, 'stand-in-0.0.1');
  mkdirSync(path);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(path, name), text);
  const list = join(extensions, 'extensions.json');
  const installed = JSON.parse(readFileSync(list, 'utf8')) as unknown[];
  const entry = {
    identifier: { id: 'test.stand-in' },
    version: '0.0.1',
    location: { $mid: 1, path, scheme: 'file' },
    relativeLocation: 'stand-in-0.0.1',
  };
  writeFileSync(list, JSON.stringify([...installed, entry]));
}
