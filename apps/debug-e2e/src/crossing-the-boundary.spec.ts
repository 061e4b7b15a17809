import { post } from './debuggee.ts';
import { debugServer } from './lldb-terminal.ts';
import { describeWithLldb } from './require-lldb.ts';
import { lineOf, pluginFolder } from './workspace.ts';

const controllerLine = lineOf('apps/api/src/data/data.controller.ts', 'this.data.put(');
const serviceLine = lineOf('apps/api/src/data/data.service.ts', 'this.store.putOutcome(');
const bindingsLine = lineOf('libs/bindings/src/store.ts', 'storePut(');

describeWithLldb('stopped in TypeScript inside POST /api/data/{key}, in the terminal', () => {
  it('steps go down from the controller into Rust, and `ts finish` comes back to TypeScript', async () => {
    const { answers } = await debugServer(
      (server) => [
        `command script import ${pluginFolder}`,
        `ts break data.controller.ts:${controllerLine}`,
        `ts run -- ${server}`,
        'ts step',
        'ts step',
        'ts step',
        'frame variable',
        'ts finish',
      ],
      (url) => void post(url),
    );
    const [, , controller, service, bindings, rust, variables, back] = answers;
    expect(controller).toContain(`data.controller.ts:${controllerLine}`);
    expect(service).toContain(`data.service.ts:${serviceLine}`);
    expect(bindings).toContain(`store.ts:${bindingsLine}`);
    expect(rust).toMatch(/bimetal_addon::store::store_put\S*\(.*store\.rs:\d+/);
    expect(variables).toMatch(/\) store = [\s\S]*\) key = [\s\S]*\) value = /);
    expect(back).toMatch(/Store\.putOutcome \[\w+\] at .*store\.ts:\d+/);
  });
});
