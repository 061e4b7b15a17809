import { killRounds } from './kill-rounds.ts';
import { Ledger } from './ledger.ts';

const KILLS = 4;
/** One that kills a start as well. The target `kill` draws its own each time; what is cached must not depend on when it ran. */
const SEED = 17;

describe('kill -9 under 32 clients', () => {
  it.each(['log', 'redb'] as const)('loses nothing that was answered by engine %s', async (engine) => {
    const report = await killRounds({ engine, kills: KILLS, clients: 32, seed: SEED });
    expect(report).toMatchObject({ startsKilled: 1, faults: [] });
    expect(report.writesAnswered).toBeGreaterThanOrEqual(KILLS * 50);
  });
});

describe('the ledger that judges it', () => {
  const ledgerOf = (): Ledger => {
    const ledger = new Ledger();
    ledger.answer('writer00-1', '"kept"', 1n);
    ledger.answer('writer00-2', undefined, 2n);
    ledger.begin('writer00-3', '"in flight"');
    return ledger;
  };

  it.each([
    ['what was in flight is not there', [['writer00-1', '"kept"']]],
    [
      'what was in flight is there',
      [
        ['writer00-1', '"kept"'],
        ['writer00-3', '"in flight"'],
      ],
    ],
  ] as [string, [string, string][]][])('is content when %s', (_what, found) => {
    expect(ledgerOf().settle(new Map(found))).toEqual([]);
  });

  it.each([
    ['an answered write is missing', []],
    ['an answered write has another value', [['writer00-1', '"other"']]],
    [
      'a removed document is back',
      [
        ['writer00-1', '"kept"'],
        ['writer00-2', '"old"'],
      ],
    ],
  ] as [string, [string, string][]][])('complains when %s', (_what, found) => {
    expect(ledgerOf().settle(new Map(found))).toHaveLength(1);
  });
});
