import { logText } from './log-message.ts';

it('fills in what stands in braces, one after the other, and says what could not be evaluated', async () => {
  const asked: string[] = [];
  const text = await logText('a {x} b {bad} {y + 1}', async (expression) => {
    asked.push(expression);
    if (expression === 'bad') throw new Error('not defined\nat line 1');
    return `[${expression}]`;
  });
  expect(text).toBe('a [x] b <not defined> [y + 1]');
  expect(asked).toEqual(['x', 'bad', 'y + 1']);
});

it.each([
  ['{JSON.stringify({ a: b, c: {} })}!', '[JSON.stringify({ a: b, c: {} })]!'],
  ['{[1].map((x) => { return x; })} {y}', '[[1].map((x) => { return x; })] [y]'],
  ['{`t${b}`} {"}"} {/}/.test(b)}', '[`t${b}`] ["}"] [/}/.test(b)]'],
  ['{{ a: 1 }}', '[({ a: 1 })]'],
  ['{self.id} {*id}', '[self.id] [*id]'],
  ['\\{b\\} {b}', '{b} [b]'],
  ['{} { } {b', '{} { } {b'],
  ['b} {b}', 'b} [b]'],
  ['no braces', 'no braces'],
])('takes %p for %p', async (message, text) => {
  expect(await logText(message, async (expression) => `[${expression}]`)).toBe(text);
});
