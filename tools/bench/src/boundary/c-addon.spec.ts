import { loadCAdd } from './c-addon.ts';

describe('the C addon', () => {
  it('adds as a 32-bit integer does', () => {
    const add = loadCAdd();
    expect(add(2, 3)).toBe(5);
    expect(add(2_147_483_647, 1)).toBe(-2_147_483_648);
  });

  it('throws on what is not two numbers', () => {
    const add = loadCAdd() as (...values: unknown[]) => number;
    expect(() => add('2', 3)).toThrow('add takes two numbers');
    expect(() => add(2)).toThrow('add takes two numbers');
  });
});
