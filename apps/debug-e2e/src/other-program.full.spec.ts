import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { DataFolder } from './debuggee.ts';
import { debugNode } from './lldb-terminal.ts';
import { describeWithLldb } from './require-lldb.ts';
import { pluginFolder, workspaceRoot } from './workspace.ts';

describeWithLldb('a program that is not ours, with a Rust addon that was stripped', () => {
  it('shows its JavaScript frames at each call into the addon', async () => {
    using folder = new DataFolder();
    const program = join(folder.path, 'program.cjs');
    writeFileSync(
      program,
      `const swc = require(${JSON.stringify(join(workspaceRoot, 'node_modules/@swc/core'))});
function compile(source) { return swc.transformSync(source, { jsc: { parser: { syntax: 'typescript' } } }).code; }
console.log(compile('let number: number = 1'));`,
    );
    const { text } = await debugNode(
      [program],
      [
        `command script import ${pluginFolder}`,
        'breakpoint set --func-regex FunctionCallbackWrapper::Invoke --shlib node --command "ts bt" --auto-continue true',
        'run',
      ],
    );
    expect(text).toMatch(
      /Compiler\.transformSync .*\/@swc\/core\/index\.js:\d+[\s\S]*compile .*program\.cjs:2:\d+\n.*program\.cjs:3:\d+/,
    );
    expect(text).not.toContain('unsupported V8');
    expect(text).not.toContain('Traceback');
    expect(text).toContain('var number = 1;');
  });
});
