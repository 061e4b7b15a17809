import { caught } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempStore } from '../test/temp-store.js';
import { type CursorOptions, type Engine, type RangeOptions } from './index.js';

const KEYS = ['aaaaaaaa-1', 'aaaaaaaa-2', 'aaaaaaab-1', 'bbbbbbbb-1', 'bbbbbbbb-2'];

async function filled(engine: Engine): Promise<TempStore> {
  const temp = new TempStore({ engine });
  await Promise.all(KEYS.map((key) => temp.store.put(key, '1')));
  return temp;
}

describe.each(ENGINES)('a range (engine %s)', (engine) => {
  it.each<[RangeOptions, string[]]>([
    [{}, KEYS],
    [{ prefix: 'aaaaaaa' }, ['aaaaaaaa-1', 'aaaaaaaa-2', 'aaaaaaab-1']],
    [{ from: 'aaaaaaaa-2', to: 'bbbbbbbb-1' }, ['aaaaaaaa-2', 'aaaaaaab-1', 'bbbbbbbb-1']],
    [{ after: 'aaaaaaaa-2', before: 'bbbbbbbb-1' }, ['aaaaaaab-1']],
    [{ prefix: 'b', after: 'aaaaaaaa-1' }, ['bbbbbbbb-1', 'bbbbbbbb-2']],
    [{ from: 'zzzzzzzz-1' }, []],
    [{ from: 'bbbbbbbb-1', to: 'aaaaaaaa-1' }, []],
  ])('holds the keys that fit %j', async (range, expected) => {
    await using temp = await filled(engine);
    using snapshot = temp.store.snapshot();
    const keys = (options: CursorOptions): string[] =>
      snapshot
        .cursor(options)
        .next(100)
        .map(({ key }) => `${key}`);
    expect(keys(range)).toEqual(expected);
    expect(keys({ ...range, direction: 'backward' })).toEqual(expected.toReversed());
    expect([temp.store.count(range), snapshot.count(range)]).toEqual([expected.length, expected.length]);
  });

  it('is walked on where another cursor stopped, on a later snapshot too', async () => {
    await using temp = await filled(engine);
    for (const direction of ['forward', 'backward'] as const) {
      const walked: string[] = [];
      for (let position: string | undefined; ;) {
        using snapshot = temp.store.snapshot();
        const rest = direction === 'forward' ? { after: position } : { before: position };
        using cursor = snapshot.cursor({ direction, ...rest });
        expect(cursor.position).toBeUndefined();
        const entries = cursor.next(2);
        if (entries.length === 0) {
          break;
        }
        walked.push(...entries.map(({ key }) => `${key}`));
        position = `${cursor.position}`;
      }
      expect(walked).toEqual(direction === 'forward' ? KEYS : KEYS.toReversed());
    }
  });

  it('can be sought through in both directions', async () => {
    await using temp = await filled(engine);
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor({ direction: 'backward' });
    cursor.seek('aaaaaaab-9');
    expect(`${cursor.next(1)[0]?.key}`).toBe('aaaaaaab-1');
    cursor.seekPast('aaaaaaaa-2');
    expect(`${cursor.next(1)[0]?.key}`).toBe('aaaaaaaa-1');
  });

  it('is written as JSON text backward as well', async () => {
    await using temp = await filled(engine);
    using snapshot = temp.store.snapshot();
    const parts: string[] = [];
    for await (const chunk of snapshot.chunks({ prefix: 'b', direction: 'backward' })) {
      parts.push(Buffer.from(chunk).toString());
    }
    expect(JSON.parse(parts.join(''))).toEqual([
      { key: 'bbbbbbbb-2', value: 1 },
      { key: 'bbbbbbbb-1', value: 1 },
    ]);
  });

  it('has keys and directions that there are', async () => {
    await using temp = await filled(engine);
    expect(caught(() => temp.store.count({ from: 'a//b' }))).toMatchObject({ code: 'KEY_SEGMENT' });
    using snapshot = temp.store.snapshot();
    const sideways = { direction: 'sideways' } as unknown as CursorOptions;
    expect(caught(() => snapshot.cursor(sideways))).toMatchObject({ code: 'ARGUMENT_INVALID' });
  });
});

describe.each(ENGINES)('getMany (engine %s)', (engine) => {
  it('reads many keys as of one revision', async () => {
    await using temp = await filled(engine);
    expect(temp.store.getMany(['bbbbbbbb-2', 'bbbbbbbb-3', 'aaaaaaaa-1'])).toEqual(['1', undefined, '1']);
    expect(temp.store.getMany([])).toEqual([]);
    expect(caught(() => temp.store.getMany(['bbbbbbbb-2', 'a//b']))).toMatchObject({ code: 'KEY_SEGMENT' });
  });
});
