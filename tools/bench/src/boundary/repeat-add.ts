import type { Contender } from '../measure.ts';

export type Add = (left: number, right: number) => number;

/**
 * A loop of calls of this one function. Each contender gets loop code of its own: V8 compiles a loop for the functions it
 * has seen it call, and one loop shared by all of them would measure the sharing. Each sum feeds the next call, so no call
 * can be left out, and the last one is the same for every contender that adds.
 */
export function contenderOf(name: string, add: Add): Contender {
  const loop = new Function(
    'add',
    'count',
    // The name makes the text another one: V8 gives functions of equal text the same code, and the same notes about it.
    `/* ${name} */ let sum = 0; for (let i = 0; i < count; i++) sum = add(sum, i); return sum;`,
  ) as (add: Add, count: number) => number;
  return { name, repeat: (count) => loop(add, count) };
}
