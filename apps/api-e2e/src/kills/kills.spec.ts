import { kills } from './kills.ts';

/** What is cached must not depend on when it ran; the target `kills` draws its own seed each time. */
const SEED = 13;

/** LIMIT: it starts twenty processes, one after the other, which take long where others want the machine too. */
const MS_MAX = 900_000;

describe('kill -9 under an import, a batch, a backup, a restore and the making of an API key', () => {
  it.each([
    ['log', 2],
    ['redb', 1],
  ] as const)(
    'leaves each whole or not there, and answers the same again (engine %s)',
    async (engine, rounds) => {
      const report = await kills({ engine, rounds, seed: SEED });
      expect(report.faults).toEqual([]);
    },
    MS_MAX,
  );
});
