import { drawQuickKey } from './quick-key';

const U64_MAX = 2n ** 64n - 1n;

describe('drawQuickKey', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each([0n, 1n, 2n ** 53n + 1n, 2n ** 63n + 1n, U64_MAX - 1n, U64_MAX])('keeps every bit of %s', (number) => {
    jest.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
      (array as unknown as BigUint64Array)[0] = number;
      return array;
    });
    expect(drawQuickKey().toString()).toBe(`quickdoc-${number}`);
  });

  it('draws each of the 64 bits as often set as not', () => {
    const draws = 4_096;
    const set = new Array<number>(64).fill(0);
    for (let draw = 0; draw < draws; draw += 1) {
      const { number = 0n } = drawQuickKey();
      set.forEach((count, bit) => (set[bit] = count + Number((number >> BigInt(bit)) & 1n)));
    }
    // Twelve standard deviations to each side: a fair bit leaves this range less than once in 10^32 runs.
    for (const count of set) expect(Math.abs(count - draws / 2)).toBeLessThan(12 * Math.sqrt(draws / 4));
  });

  it('does not repeat itself', () => {
    const keys = new Set(Array.from({ length: 1_000 }, () => drawQuickKey().toString()));
    expect(keys.size).toBe(1_000);
  });
});
