import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { INSPECTOR_PORT, PAGE_PORT } from '@bimetal/setup/ports';
import { workspaceRoot } from '@bimetal/setup/workspace';
import ts from 'typescript';

type Container = {
  capAdd: string[];
  securityOpt: string[];
  forwardPorts: number[];
  postCreateCommand: string;
  postAttachCommand: string;
  customizations: { vscode: { extensions: string[] } };
};

/** JSON with comments, as editors read it. */
function read<T>(path: string): T {
  const { config, error } = ts.parseConfigFileTextToJson(path, readFileSync(join(workspaceRoot, path), 'utf8'));
  if (error) throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(error.messageText, '\n')}`);
  return config as T;
}

const container = read<Container>('.devcontainer/devcontainer.json');

describe('the container', () => {
  it('may trace processes and fix their addresses', () => {
    expect(container.capAdd).toContain('SYS_PTRACE');
    expect(container.securityOpt).toContain('seccomp=unconfined');
  });

  it('passes on the ports of the page, the API and the inspector', () => {
    expect(container.forwardPorts).toEqual(expect.arrayContaining([PAGE_PORT, INSPECTOR_PORT, 5000]));
  });

  it('has the extensions that the checkout recommends', () => {
    const { recommendations } = read<{ recommendations: string[] }>('.vscode/extensions.json');
    // The one that opens containers stays outside of them.
    const inside = recommendations.filter((name) => name !== 'ms-vscode-remote.remote-containers');
    expect(container.customizations.vscode.extensions).toEqual(inside);
  });

  it('builds our own extension when it is made, and installs it where it was built', () => {
    const manifest = read<{ nx: { targets: { package: { outputs: string[] } } } }>('tools/vscode-debug/package.json');
    expect(container.postCreateCommand).toMatch(/run-many -t build package -p .*@bimetal\/vscode-debug/);
    const [, vsix = ''] = /--install-extension (\S+)/.exec(container.postAttachCommand) ?? [];
    const outputs = manifest.nx.targets.package.outputs.map((path) =>
      path.replace('{projectRoot}', 'tools/vscode-debug'),
    );
    expect(outputs).toContain(dirname(vsix));
  });
});
