import { post } from './debuggee.ts';
import { debugServer } from './lldb-terminal.ts';
import { describeWithLldb } from './require-lldb.ts';
import { inOrder } from './stack-text.ts';
import { lineOf, pluginFolder } from './workspace.ts';

const rustLine = lineOf('native/addon/src/store.rs', 'store.batch()?', 'pub fn store_put');
const bindingsLine = lineOf('libs/bindings/src/store.ts', 'storePut(');
const serviceLine = lineOf('apps/api/src/data/data.service.ts', 'this.store.put(');
const controllerLine = lineOf('apps/api/src/data/data.controller.ts', 'this.data.put(');

/** The frames that the writers of both languages know, from the innermost outwards. */
const expected = [
  `store.rs:${rustLine}`,
  `store.ts:${bindingsLine}`,
  `data.service.ts:${serviceLine}`,
  `data.controller.ts:${controllerLine}`,
];

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
    for (const stack of [merged, plain]) expect(inOrder(stack, expected)).toEqual(expected);
    // What called the controller is JavaScript that nobody compiled, and below it the loop of Node.
    expect(inOrder(merged, ['data.controller.ts', 'fastify', 'uv_run'])).toEqual([
      'data.controller.ts',
      'fastify',
      'uv_run',
    ]);
  });
});
