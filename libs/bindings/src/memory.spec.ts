import { killChildren, runChild } from '../test/child.js';
import { ENGINES } from '../test/engines.js';
import { TempFolder } from '../test/temp-store.js';
import { type Engine } from './index.js';

/**
 * LIMIT: what an operation may leave behind, in bytes. The smallest piece of memory that there is has 32, so that a leak of one in
 * five operations shows; the rest is for what an allocator does by itself.
 */
const BYTES_AN_OPERATION_MAX = 6;

interface Growth {
  readonly operations: number;
  readonly bytesAnOperation: number;
}

async function growth(engine: Engine, operations: number, ...leak: 'leak'[]): Promise<Growth> {
  using folder = new TempFolder();
  const args = [folder.path, engine, String(operations), ...leak];
  const { stdout, stderr, code } = await runChild('use-and-forget.mjs', args, { nodeArguments: ['--expose-gc'] });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Growth;
}

afterEach(killChildren);

describe('memory that the garbage collector cannot see', () => {
  it.each(ENGINES)(
    'stays as it is over a million operations (engine %s)',
    async (engine) => {
      const { operations, bytesAnOperation } = await growth(engine, 1_000_000);
      expect(operations).toBeGreaterThanOrEqual(1_000_000);
      expect(bytesAnOperation).toBeLessThan(BYTES_AN_OPERATION_MAX);
    },
    300_000,
  );

  it('grows, and is seen to grow, when handles are kept', async () => {
    const { bytesAnOperation } = await growth('log', 300_000, 'leak');
    expect(bytesAnOperation).toBeGreaterThan(2 * BYTES_AN_OPERATION_MAX);
  }, 300_000);
});
