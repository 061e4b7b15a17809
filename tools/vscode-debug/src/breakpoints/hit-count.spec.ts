import { hitCounts } from './hit-count.ts';

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
  ['often', [1, 2, 3, 4]],
])('the hit condition %p stops at the hits %p of four', (condition, hits) => {
  expect([1, 2, 3, 4].filter((count) => hitCounts(condition, count))).toEqual(hits);
});
