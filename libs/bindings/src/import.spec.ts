import { type ImportPlace } from './import.js';
import { type NamedNote } from './notes.js';
import { TempStore } from '../test/temp-store.js';

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => `{"key":"a-${from + at}","value":${from + at}.0}\n`).join('');

describe('an import', () => {
  it.each(['lines', 'array'] as const)(
    'takes documents as they come (%s), and commits them in their order',
    async (form) => {
      await using held = new TempStore();
      const { store } = held;
      const text = form === 'lines' ? lines(0, 2500) : `[${lines(0, 2500).trim().replaceAll('\n', ',')}]`;
      const coming = store.import({ form });
      for (let at = 0; at < text.length; at += 20_000) await coming.take(Buffer.from(text.slice(at, at + 20_000)));
      expect(coming.done).toEqual({ documents: 2000, revision: 2n, last: 2000 });
      expect(await coming.end()).toEqual({ documents: 2500, revision: 3n, last: 2500 });
      expect([store.count(), store.get('a-2499')]).toEqual([2500, '2499.0']);
    },
  );

  it('says where the text is wrong, and what is committed all the same', async () => {
    await using held = new TempStore();
    const { store } = held;
    const coming = store.import({ form: 'lines' });
    const text = `${lines(0, 1500)}{"key":"b","value":01}\n`;
    await expect(coming.take(Buffer.from(text))).rejects.toMatchObject({
      code: 'VALUE_NOT_JSON',
      details: { line: 1501, offset: lines(0, 1500).length + 20 },
    });
    expect([coming.done, store.count()]).toEqual([{ documents: 1000, revision: 1n, last: 1000 }, 1000]);
  });

  it('goes on behind what an earlier one of the same text has committed, with notes that say so', async () => {
    await using held = new TempStore();
    const { store } = held;
    const places: ImportPlace[] = [];
    const noteAt = (place: ImportPlace): NamedNote => {
      places.push(place);
      return { name: 'import', value: JSON.stringify(place) };
    };
    const text = lines(0, 2000);
    const first = store.import({ form: 'lines', createOnly: true, noteAt });
    await first.take(Buffer.from(`${text}{"key":"a-1`));
    expect(first.done).toEqual({ documents: 2000, revision: 2n, last: 2000 });
    const again = store.import({ form: 'lines', createOnly: true, after: first.done, noteAt });
    await again.take(Buffer.from(text));
    expect(again.done).toEqual(first.done);
    expect(await again.end()).toEqual({ documents: 2000, revision: 3n, last: 2000 });
    expect([store.count(), JSON.parse(store.notes.get('import')?.value ?? '')]).toEqual([2000, places.at(-1)]);
    const bytes = lines(0, 1000).length;
    expect(places).toEqual([
      { documents: 1000, last: 1000, bytes, isEnd: false },
      { documents: 2000, last: 2000, bytes: text.length, isEnd: false },
      { documents: 2000, last: 2000, bytes: text.length, isEnd: true },
    ]);
  });

  it.each([
    ['lines', 'line'],
    ['array', 'entry'],
  ] as const)('that is to replace nothing names what is there already (%s)', async (form, part) => {
    await using held = new TempStore();
    const { store } = held;
    await store.put('a-7', '"mine"');
    const coming = store.import({ form, createOnly: true });
    await coming.take(Buffer.from(form === 'lines' ? lines(0, 10) : `[${lines(0, 10).trim().replaceAll('\n', ',')}]`));
    await expect(coming.end()).rejects.toMatchObject({ code: 'REVISION_CONFLICT', details: { key: 'a-7', [part]: 8 } });
    expect([store.count(), store.get('a-7')]).toEqual([1, '"mine"']);
  });
});
