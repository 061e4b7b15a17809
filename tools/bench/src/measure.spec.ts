import { contenderOf } from './boundary/repeat-add.ts';
import { measure, median } from './measure.ts';

/** A clock that only the contenders move. */
function clock() {
  let time = 0n;
  return { now_ns: () => time, pass: (ns: number) => (time += BigInt(ns)) };
}

describe('measuring', () => {
  it('answers the time of one repetition', () => {
    const { now_ns, pass } = clock();
    const slow = { name: 'slow', repeat: (count: number) => (pass(30 * count), 1) };
    const fast = { name: 'fast', repeat: (count: number) => (pass(2 * count), 1) };
    expect(measure([slow, fast], { rounds: 5, count: 100, now_ns })).toEqual(
      new Map([
        ['slow', 30],
        ['fast', 2],
      ]),
    );
  });

  it('takes the median, so that one disturbed round does not count', () => {
    const { now_ns, pass } = clock();
    let calls = 0;
    const disturbed = { name: 'a', repeat: (count: number) => (pass((++calls === 6 ? 1000 : 10) * count), 1) };
    expect(measure([disturbed], { rounds: 5, count: 10, now_ns }).get('a')).toBe(10);
  });

  it('lets the contenders take turns, beginning with another one each round', () => {
    const { now_ns } = clock();
    const order: string[] = [];
    const contenders = ['a', 'b'].map((name) => ({ name, repeat: () => order.push(name) * 0 }));
    measure(contenders, { rounds: 2, count: 1, now_ns });
    expect(order.slice(-4).join('')).toBe('abba');
  });

  it('refuses contenders that do not do the same', () => {
    const honest = contenderOf('honest', (left, right) => left + right);
    const lazy = contenderOf('lazy', () => 0);
    expect(() => measure([honest, lazy], { rounds: 1, count: 100 })).toThrow('do not agree');
  });

  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});
