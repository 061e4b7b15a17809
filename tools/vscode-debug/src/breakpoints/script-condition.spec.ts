import { conditionMistake, stoppingOnMistake } from './script-condition.ts';

it.each([undefined, '', 'id === 8', 'this.#sold > 2', 'x; y // why'])('takes %p', (condition) => {
  expect(conditionMistake(condition)).toBeUndefined();
});

it.each([
  'id ===',
  'id as number > 2',
  'if',
  'await id',
  'return id',
  'super.id',
  'new.target',
  'import.meta.url',
  'awaited (',
])('says of %p that it does not compile', (condition) => {
  expect(conditionMistake(condition)).toMatch(/is no JavaScript: /);
});

it('has a condition stop that throws, and one that holds', () => {
  const stops = (condition: string): unknown => (0, eval)(stoppingOnMistake(condition));
  expect(stops('1 === 1 // always')).toBe(true);
  expect(stops('1 === 2')).toBe(false);
  expect(stops('notThere.x')).toBe(true);
  expect(stops('this.#notThere')).toBe(true);
});
