import { post } from './debuggee.ts';
import { debugServer } from './lldb-terminal.ts';
import { putStack, rustLine } from './put-stack.ts';
import { describeWithLldb } from './require-lldb.ts';
import { inOrder } from './stack-text.ts';
import { pluginFolder } from './workspace.ts';

describeWithLldb('stopped in Rust inside POST /api/data/{key}, in the terminal', () => {
  it('`ts bt` and plain `bt` show Rust, bindings, service and controller in one stack', async () => {
    const { answers } = await debugServer(
      () => [
        `command script import ${pluginFolder}`,
        `breakpoint set --file store.rs --line ${rustLine}`,
        'run',
        'ts bt',
        'bt',
      ],
      (url) => void post(url),
    );
    const [, , stop, merged = '', plain = ''] = answers;
    expect(stop).toContain('stop reason = breakpoint');
    for (const stack of [merged, plain]) expect(inOrder(stack, putStack)).toEqual(putStack);
    // What called the controller is JavaScript that nobody compiled, and below it the loop of Node.
    expect(inOrder(merged, ['data.controller.ts', 'fastify', 'uv_run'])).toEqual([
      'data.controller.ts',
      'fastify',
      'uv_run',
    ]);
  });

  it('a key is shown as its text', async () => {
    const { answers } = await debugServer(
      () => [
        `command script import ${pluginFolder}`,
        `breakpoint set --file store.rs --line ${rustLine}`,
        'run',
        'frame variable key',
      ],
      (url) => void post(url, 'hello'),
    );
    expect(answers[3]).toMatch(/\) key = "hello"\n$/);
  });
});
