import type { Body } from '../protocol/dap.ts';
import { fromEntry, goesOn, type Passed, pendingStep } from './pending-step.ts';

/** Scripts of Node, and of others the lines from 90 on. */
const passed: Passed = {
  script: (scriptId) => scriptId === 'node',
  place: ({ callFrames }) => callFrames[0].location.lineNumber >= 90,
};

/** A pause in frames such as `a:10`, innermost first. */
const at = (...frames: string[]): Body => ({
  callFrames: frames.map((frame) => {
    const [scriptId, line] = frame.split(':');
    return { location: { scriptId, lineNumber: Number(line) } };
  }),
});
const begun = (kind: 'stepOver' | 'stepInto' | 'stepOut', ...frames: string[]) =>
  pendingStep(kind, at(...frames), passed);

it('ends where V8 says, as a rule', () => {
  expect(goesOn(begun('stepOver', 'a:1', 'b:5'), at('a:1', 'b:5'), passed, false)).toBeUndefined();
  expect(goesOn(begun('stepOut', 'a:1', 'b:5'), at('b:5'), passed, false)).toBeUndefined();
});

it('is caught where it began, when a script is loaded on its way, and finishes its line', () => {
  const step = begun('stepOver', 'a:1', 'node:7');
  expect(fromEntry(step, at('c:0', 'node:5', 'a:1', 'node:7'), passed)).toEqual({ how: 'resume', back: 2 });
  expect(goesOn(step, at('a:1', 'node:7'), passed, true)).toEqual({ how: 'stepOver' });
  expect(goesOn(step, at('a:2', 'node:7'), passed, true)).toBeUndefined();
});

it('is caught in the caller, when a script is loaded on the way of a step out', () => {
  const step = begun('stepOut', 'a:1', 'node:3', 'b:5');
  expect(fromEntry(step, at('c:0', 'a:1', 'node:3', 'b:5'), passed)).toEqual({ how: 'resume', back: 3 });
});

it('is over where what is loaded was not called by what it began in', () => {
  expect(fromEntry(begun('stepOver', 'a:1', 'node:7'), at('c:0', 'node:9'), passed)).toEqual({ how: 'resume' });
  expect(fromEntry(undefined, at('c:0', 'node:9'), passed)).toEqual({ how: 'resume' });
});

it('passes through scripts of Node, to what they call or to the rest of the line', () => {
  const step = begun('stepInto', 'a:1');
  expect(goesOn(step, at('node:1', 'a:1'), passed, false)).toEqual({ how: 'stepInto', back: 1 });
  expect(goesOn(step, at('b:1', 'node:1', 'a:1'), passed, true)).toBeUndefined();
  expect(goesOn(step, at('a:1'), passed, true)).toEqual({ how: 'stepInto' });
  expect(goesOn({ ...step, passed: 30 }, at('node:1', 'a:1'), passed, true)).toEqual({ how: 'resume', back: 1 });
});

it('lets the program run on where only Node is left', () => {
  expect(goesOn(begun('stepOut', 'a:1', 'node:7'), at('node:7'), passed, false)).toEqual({ how: 'resume' });
});

it('stays in a script of Node that it began in', () => {
  expect(goesOn(begun('stepOver', 'node:1', 'a:1'), at('node:2', 'a:1'), passed, false)).toBeUndefined();
});

it('passes over what a compiler put before the first line', () => {
  expect(goesOn(begun('stepInto', 'a:1'), at('b:90', 'a:1'), passed, false)).toEqual({ how: 'stepOver' });
  expect(goesOn(begun('stepOver', 'b:90'), at('b:91'), passed, false)).toBeUndefined();
});
