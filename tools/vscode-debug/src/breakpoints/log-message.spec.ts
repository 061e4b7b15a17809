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
