import { hitCountMistake, hitCounts } from './hit-count.ts';

it.each([
  [undefined, [1, 2, 3, 4]],
  ['', [1, 2, 3, 4]],
  ['3', [3]],
  ['== 2', [2]],
  ['>= 3', [3, 4]],
  ['>3', [4]],
  ['<= 2', [1, 2]],
  ['< 2', [1]],
  ['% 2', [2, 4]],
  ['%0', []],
])('the hit condition %p stops at the hits %p of four', (condition, hits) => {
  expect([1, 2, 3, 4].filter((count) => hitCounts(condition, count))).toEqual(hits);
});

it.each(['abc', '5x', '>', '-1', '= 5'])('says of %p that it is no hit count', (condition) => {
  expect(hitCountMistake(condition)).toContain(`"${condition}" is neither a number`);
});

it.each([undefined, '', ' ', '5', '>= 5', '%2'])('takes %p', (condition) => {
  expect(hitCountMistake(condition)).toBeUndefined();
});

it.each(['0', '== 0', '%0', '<= 00', '< 1', '<0'])('says of %p that no hit is of that number', (condition) => {
  expect(hitCountMistake(condition)).toBe(`The hit count "${condition}" never comes: hits count from 1.`);
});

it.each(['10', '>= 0', '> 0', '< 2', '% 10', '<= 1', '< 10'])('takes %p, which comes', (condition) => {
  expect(hitCountMistake(condition)).toBeUndefined();
});
