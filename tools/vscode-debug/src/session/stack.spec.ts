import { Script } from '../inspector/source-maps.ts';
import { extended, matchCallFrames, mergeStack, scriptStack, toDap, type DecodedFrame } from './stack.ts';

const decoded = (
  kind: DecodedFrame['kind'],
  name: string,
  file = '',
  line = 0,
  isUser = kind !== 'native',
): DecodedFrame => ({
  index: 0,
  kind,
  function: name,
  file,
  line,
  column: 1,
  pc: 0,
  lldb_index: 3,
  native_index: 3,
  is_user: isUser,
  ...((kind === 'js' || kind === 'ts') && { script_id: 5, generated: { line, column: 1 }, is_exact: true }),
});
const scripts = new Map([['5', new Script('5', 'file:///app/main.js', undefined)]]);
const callFrame = (functionName: string, line: number) => ({
  functionName,
  location: { scriptId: '5', lineNumber: line - 1, columnNumber: 0 },
});

const frames = [
  decoded('native', 'v8::internal::Debug::Break'),
  decoded('js', 'inner', '/app/main.js', 7),
  decoded('internal', 'CallFunction'),
  decoded('rust', 'addon::call::h0123456789abcdef', '/app/lib.rs', 9),
  decoded('rust', 'addon::call_c_callback', '/app/lib.rs', 8),
  decoded('js', 'outer', '/app/main.js', 3),
];

it('leaves out what V8 keeps to itself, and at a pause of V8 all that it takes to pause', () => {
  expect(mergeStack(frames, false).map(({ name }) => name)).toEqual([
    'v8::internal::Debug::Break',
    'inner',
    'addon::call',
    'addon::call_c_callback',
    'outer',
  ]);
  expect(mergeStack(frames, true).map(({ name }) => name)).toEqual([
    'inner',
    'addon::call',
    'addon::call_c_callback',
    'outer',
  ]);
});

it('takes the layer that a binding generator wrote for nobody’s code', () => {
  const merged = mergeStack(frames, true);
  expect(merged.map(({ isUser }) => isUser)).toEqual([true, true, false, true]);
  expect(merged.map(({ file }) => file)).toEqual(['/app/main.js', '/app/lib.rs', undefined, '/app/main.js']);
});

it('finds the call frame of each script frame, also when V8 names more of them', () => {
  const callFrames = [callFrame('inner', 7), callFrame('node internal', 100), callFrame('outer', 3)];
  const matched = matchCallFrames(mergeStack(frames, true), callFrames);
  expect([...matched].map(([ordinal, frame]) => [ordinal, frame['functionName']])).toEqual([
    [0, 'inner'],
    [1, 'outer'],
  ]);
});

it('shows V8’s own stack where LLDB cannot be asked', () => {
  expect(scriptStack([callFrame('', 7)], scripts)).toMatchObject([
    { name: '<anonymous>', file: '/app/main.js', line: 7, isUser: true },
  ]);
});

it('folds what is not the user’s as external code', () => {
  const [inner, , glue] = mergeStack(frames, true).map((frame, id) => toDap(frame, id, (path) => path));
  expect(inner).toEqual({
    id: 0,
    name: 'inner',
    line: 7,
    column: 1,
    source: { name: 'main.js', path: '/app/main.js' },
  });
  expect(glue).toMatchObject({
    presentationHint: 'subtle',
    source: { presentationHint: 'deemphasize', origin: 'external code' },
  });
});

it('takes the places of script frames from the map that the adapter reads itself', () => {
  const map = { version: 3, sources: ['../src/main.ts'], names: [], mappings: ';;AAUA' };
  const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
  const mapped = new Map([['5', new Script('5', 'file:///app/dist/main.js', url)]]);
  const [frame] = mergeStack([decoded('js', 'outer', 'dist/file:/app/src/main.ts', 3)], false, mapped);
  expect(frame).toMatchObject({ file: '/app/src/main.ts', line: 11 });
});

it('folds the frames of scripts that steps pass through', () => {
  const origin = { pathOf: (path: string) => path, isSkipped: () => true };
  const skipped = new Map([['5', new Script('5', 'file:///app/main.js', undefined, origin)]]);
  expect(mergeStack(frames, true, skipped).map(({ isUser }) => isUser)).toEqual([false, true, false, false]);
});

it('finds no call frame for a function that waits, though another stands at the same place', () => {
  const waiting = { ...decoded('js', 'inner', '/app/main.js', 7), lldb_index: -1 };
  const stack = mergeStack([frames[1]!, waiting], false);
  expect([...matchCallFrames(stack, [callFrame('inner', 7), callFrame('inner', 7)]).keys()]).toEqual([0]);
});

it('shows as no frame that there are more', () => {
  const [, cut] = mergeStack([frames[1]!, decoded('cut', 'the stack goes on: 50,000 machine frames are shown')], false);
  expect(cut && toDap(cut, 4, (path) => path)).toEqual({
    id: 4,
    name: '… the stack goes on: 50,000 machine frames are shown',
    line: 0,
    column: 0,
    presentationHint: 'label',
  });
});

it('goes on below what was read before, also where functions are no longer known to be inlined', () => {
  const at = (native_index: number, ...names: string[]): DecodedFrame[] =>
    names.map((name) => ({ ...decoded('js', name), native_index }));
  const names = (stack: readonly DecodedFrame[]): string => stack.map((frame) => frame.function).join(' ');
  const before = [...at(0, 'a', 'b'), ...at(1, 'c')];
  expect(names(extended([], before))).toBe('a b c');
  expect(names(extended(before, [...at(0, 'a', 'b'), ...at(1, 'c', 'd'), ...at(2, 'e')]))).toBe('a b c d e');
  expect(names(extended(before, [...at(0, 'b'), ...at(1, 'c', 'd'), ...at(2, 'e')]))).toBe('a b c d e');
});
