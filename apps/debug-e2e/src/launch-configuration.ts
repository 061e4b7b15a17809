import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { workspaceRoot } from './workspace.ts';

export type LaunchConfiguration = { name: string; type: string; request: string; [key: string]: unknown };

/** A configuration of .vscode/launch.json as VS Code hands it to a debugger: its variables replaced. */
export function launchConfiguration(name: string, variables: Record<string, string> = {}): LaunchConfiguration {
  const file = join(workspaceRoot, '.vscode/launch.json');
  const { config } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8')) as {
    config: { configurations: LaunchConfiguration[] };
  };
  const found = config.configurations.find((configuration) => configuration.name === name);
  if (!found) throw new Error(`.vscode/launch.json has no configuration "${name}".`);
  const values: Record<string, string> = { workspaceFolder: workspaceRoot, ...variables };
  return JSON.parse(JSON.stringify(found), (_key, value: unknown) =>
    typeof value === 'string'
      ? value.replace(/\$\{([\w:]+)\}/g, (whole, variable: string) => values[variable] ?? whole)
      : value,
  ) as LaunchConfiguration;
}

/** The same, on free ports and in a folder of its own: a developer's server may be running. */
export function onFreePorts(configuration: LaunchConfiguration, dataFolder: string): LaunchConfiguration {
  const args = (configuration['args'] as string[]).map((arg) =>
    arg.replace(/^(--inspect-brk=127\.0\.0\.1):9229$/, '$1:0'),
  );
  return { ...configuration, args: [...args, '--urls', 'http://127.0.0.1:0', '--datapath', dataFolder] };
}
