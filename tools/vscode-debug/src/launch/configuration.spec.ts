import { configurationOf, remapped } from './configuration.ts';
import { lldbRequest, refuseMissing } from './start.ts';

const of = (args: object, request: 'launch' | 'attach' = 'launch') => configurationOf(args, request, '/plugin');

it('starts Node with its inspector on a free port of this machine', () => {
  const configuration = of({
    program: 'main.js',
    args: ['x'],
    runtimeExecutable: process.execPath,
    runtimeArgs: ['--trace-warnings'],
    env: { A: 'b' },
  });
  const { command, args } = lldbRequest(configuration);
  expect(command).toBe('launch');
  expect(args).toMatchObject({ env: ['A=b'] });
  expect(args['args'].slice(0, 1)).toEqual(['--inspect-brk=127.0.0.1:0']);
  expect(args['args'].slice(-3)).toEqual(['--trace-warnings', 'main.js', 'x']);
});

it('has the inspector speak to workers directly, unless the Node does not know how', () => {
  const argsFor = (runtimeExecutable: string): string[] =>
    lldbRequest(of({ program: 'main.js', runtimeExecutable })).args['args'] as string[];
  expect(argsFor(process.execPath)).toContain('--experimental-worker-inspection');
  expect(argsFor('/bin/sh')).toEqual(['--inspect-brk=127.0.0.1:0', 'main.js']);
});

it('takes back from the program what Node was told for the debugger, before it runs', () => {
  const { args, firstExpression } = lldbRequest(of({ program: 'main.js', runtimeExecutable: process.execPath }));
  const process_ = { execArgv: [...(args['args'] as string[]).slice(0, 2), '--trace-warnings'] };
  new Function('process', firstExpression ?? '')(process_);
  expect(process_.execArgv).toEqual(['--trace-warnings']);
});

it('takes the number of a process also as the text that a picker gives', () => {
  expect(lldbRequest(of({ pid: '42' }, 'attach'))).toMatchObject({ command: 'attach', args: { pid: 42 } });
});

it('says what a configuration lacks', () => {
  expect(() => lldbRequest(of({ runtimeExecutable: process.execPath }))).toThrow('needs "program"');
  expect(() => lldbRequest(of({}, 'attach'))).toThrow('needs "pid" or "coreFile"');
  expect(() => lldbRequest(of({ program: 'x', runtimeExecutable: 'no-such-node' }))).toThrow('set "runtimeExecutable"');
});

it('says what is not there', () => {
  expect(() => refuseMissing(of({ coreFile: 'no.core', cwd: '/tmp' }, 'attach'))).toThrow('no core file /tmp/no.core');
  expect(() => refuseMissing(of({ program: 'no.js', cwd: '/tmp' }))).toThrow('no program /tmp/no.js: build it');
  expect(() => refuseMissing(of({ program: 'a.js', cwd: '/nowhere' }))).toThrow('no folder /nowhere');
});

it('tells LLDB and the adapter alike where the sources are now', () => {
  const configuration = of({ pid: 1, sourcePathMap: { '/build': '/home/me/my app' } }, 'attach');
  expect(lldbRequest(configuration).args['initCommands']).toContain(
    'settings set target.source-map "/build" "/home/me/my app"',
  );
  expect(remapped('/build/src/a.ts', configuration.sourcePathMap)).toBe('/home/me/my app/src/a.ts');
  expect(remapped('/builder/a.ts', configuration.sourcePathMap)).toBe('/builder/a.ts');
});
