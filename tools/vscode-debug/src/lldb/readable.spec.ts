import { readable } from './readable.ts';

it('keeps of a compiler’s words what the user can use', () => {
  const unknown = "error: <user expression 3>:1:1: use of undeclared identifier 'nope'\n    1 | nope\n      | ^~~~\n";
  expect(readable(unknown)).toBe('there is no nope in this frame');
  expect(readable('\nerror: <user expression 0>:1:3: expected expression\n    1 | a +')).toBe('expected expression');
  expect(readable('')).toBe('LLDB cannot evaluate this');
});
