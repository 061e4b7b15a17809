import { post } from './debuggee.ts';
import { debugExecutable } from './lldb-terminal.ts';
import { bindingsLine, putStack, rustLine } from './put-stack.ts';
import { describeWithLldb } from './require-lldb.ts';
import { inOrder } from './stack-text.ts';
import { debugExecutablePath, pluginFolder } from './workspace.ts';

describeWithLldb('the executable, one file with Node and Rust inside, in the terminal', () => {
  it('shows both languages in one stack at a breakpoint in Rust, and the TypeScript values', async () => {
    const { answers, text } = await debugExecutable(
      debugExecutablePath,
      () => [
        `command script import ${pluginFolder}`,
        `breakpoint set --file store.rs --line ${rustLine}`,
        'run',
        'ts bt',
        'bt',
        'ts locals',
      ],
      (url) => void post(url, 'thisfile-7'),
    );
    const [, , stop, merged = '', plain = '', locals = ''] = answers;
    expect(stop).toContain('stop reason = breakpoint');
    for (const stack of [merged, plain]) expect(inOrder(stack, putStack)).toEqual(putStack);
    // The bundler numbers names that some module of it has outside of functions.
    expect(locals).toMatch(/ key\d* += "thisfile-7"/);
    // Hundreds of variables of the bundle stand around each function.
    expect(locals.split('\n').length).toBeLessThan(60);
    expect(text).not.toContain('error:');
  });

  it('stops at a line of TypeScript before it has run, steps into Rust and finishes back to TypeScript', async () => {
    const { answers } = await debugExecutable(
      debugExecutablePath,
      (server) => [
        `command script import ${pluginFolder}`,
        `ts break store.ts:${bindingsLine}`,
        `ts run -- ${server}`,
        'ts step',
        'frame variable',
        'ts finish',
      ],
      (url) => void post(url),
    );
    const [, , bindings, rust, variables, back] = answers;
    expect(bindings).toContain(`store.ts:${bindingsLine}`);
    expect(rust).toMatch(/bimetal_addon::store::store_put\S*\(.*store\.rs:\d+/);
    expect(variables).toMatch(/\) store = [\s\S]*\) key = [\s\S]*\) value = /);
    expect(back).toMatch(/Store\.putOutcome \[\w+\] at .*store\.ts:\d+/);
  });
});
