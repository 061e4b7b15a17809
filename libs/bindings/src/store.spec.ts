import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caught, rejection } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempFolder, TempStore } from '../test/temp-store.js';
import { BimetalError, Key, Store } from './index.js';

describe.each(ENGINES)('Store (engine %s)', (engine) => {
  it('reads what was written', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-3', '{"title":"Data 1"}');
    await temp.store.put(Key.of('testdoc1-', 17n), Buffer.from('{"title":"Data 2"}'));
    expect(temp.store.get(Key.parse('testdoc1-3'))).toBe('{"title":"Data 1"}');
    expect(temp.store.get('testdoc1-17')).toBe('{"title":"Data 2"}');
    expect(temp.store.get('testdoc1-4')).toBeUndefined();
  });

  it('does not read what was removed', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-3', '{"title":"Data 1"}');
    await temp.store.put('testdoc1-17', '{"title":"Data 2"}');
    await temp.store.remove('testdoc1-17');
    using snapshot = temp.store.snapshot();
    expect(
      snapshot
        .cursor()
        .next(10)
        .map(({ key }) => `${key}`),
    ).toEqual(['testdoc1-3']);
  });

  it('answers every write with a revision of its own, in the order of the calls', async () => {
    await using temp = new TempStore({ engine });
    const revisions = await Promise.all([
      temp.store.put('testdoc1-1', '1'),
      temp.store.remove('testdoc1-2'),
      temp.store.put('testdoc1-1', '2'),
    ]);
    expect(revisions).toEqual([1n, 2n, 3n]);
    expect(temp.store.info()).toEqual({
      path: expect.stringContaining('bimetal-test-'),
      engine,
      formatVersion: expect.any(Number),
      lastRevision: 3n,
      documents: 1,
    });
  });

  it('keeps 10,000 concurrent writes over a reopening', async () => {
    using folder = new TempFolder();
    const numbers = Array.from({ length: 10_000 }, (_, number) => number);
    {
      await using store = Store.open(folder.path, { engine });
      const revisions = await Promise.all(numbers.map((number) => store.put(`testdoc1-${number}`, `{"n":${number}}`)));
      expect(revisions).toEqual(numbers.map((number) => BigInt(number + 1)));
    }
    await using store = Store.open(folder.path, { engine });
    expect(store.info()).toMatchObject({ documents: 10_000, lastRevision: 10_000n });
    expect(numbers.filter((number) => store.get(`testdoc1-${number}`) !== `{"n":${number}}`)).toEqual([]);
  });

  it('keeps what was queued before it was closed', async () => {
    using folder = new TempFolder();
    const store = Store.open(folder.path, { engine });
    const writes = Array.from({ length: 100 }, (_, number) => store.put(`testdoc1-${number}`, `${number}`));
    await store.close();
    await Promise.all(writes);
    await using again = Store.open(folder.path, { engine });
    expect(again.info().documents).toBe(100);
  });

  it.each([
    ['numbers and spaces', ' { "a" : 1.0e+2 , "b":1E400,"c":-0 } '],
    ['duplicate names', '{"a":1,"a":2}'],
    ['escapes', String.raw`"\u00e9\ud800\n\\"`],
    ['latin-1', '{"title":"Größe café"}'],
    ['other scripts', '{"title":"日本語 тест 😀"}'],
    ['a replacement character of the caller’s own', '"\ufffd"'],
    ['a scalar', 'null'],
  ])('returns %s byte for byte, put as text or as bytes', async (_name, text) => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-1', text);
    await temp.store.put('testdoc1-2', Buffer.from(text));
    expect(temp.store.get('testdoc1-1')).toBe(text);
    expect(temp.store.get('testdoc1-2')).toBe(text);
    using snapshot = temp.store.snapshot();
    expect(snapshot.get('testdoc1-2')).toBe(text);
    const buffer = new Uint8Array(1024);
    using cursor = snapshot.cursor();
    const { bytes } = cursor.read(buffer) as { bytes: number };
    const array = `[{"key":"testdoc1-1","value":${text}},{"key":"testdoc1-2","value":${text}}]`;
    expect(Buffer.from(buffer.subarray(0, bytes)).equals(Buffer.from(array))).toBe(true);
  });

  it('takes a byte order mark off, and counts it in offsets', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-1', '\ufeff{"a":1}');
    await temp.store.put('testdoc1-2', Buffer.from([0xef, 0xbb, 0xbf, 0x31]));
    expect([temp.store.get('testdoc1-1'), temp.store.get('testdoc1-2')]).toEqual(['{"a":1}', '1']);
    expect(await rejection(temp.store.put('testdoc1-3', '\ufeff{x'))).toMatchObject({ details: { offset: 4 } });
  });

  it('keeps a value of megabytes', async () => {
    await using temp = new TempStore({ engine });
    const text = JSON.stringify('ü'.repeat(4 << 20));
    await temp.store.put('testdoc1-1', text);
    expect(temp.store.get('testdoc1-1') === text).toBe(true);
  });

  it.each([
    ['VALUE_NOT_JSON', '{"a":1', { offset: 6 }],
    ['VALUE_NOT_JSON', '', { offset: 0 }],
    ['VALUE_NOT_JSON', '1 2', { offset: 2 }],
    ['VALUE_NOT_UTF8', Buffer.from([0x22, 0x41, 0xff, 0x22]), { offset: 2 }],
    ['VALUE_NOT_UTF8', '"A\ud800"', { offset: 2 }],
    ['VALUE_TOO_DEEP', '['.repeat(513) + ']'.repeat(513), { depthMax: 512 }],
    ['VALUE_TOO_DEEP', '['.repeat(1_000_000) + ']'.repeat(1_000_000), { depthMax: 512 }],
    ['VALUE_TOO_LARGE', JSON.stringify('x'.repeat(16 << 20)), { bytesMax: 16 << 20 }],
  ])('refuses with %s, and changes nothing', async (code, value, details) => {
    await using temp = new TempStore({ engine });
    const error = await rejection(temp.store.put('testdoc1-1', value));
    expect(error).toBeInstanceOf(BimetalError);
    expect(error).toMatchObject({ code, details });
    expect(temp.store.info()).toMatchObject({ documents: 0, lastRevision: 0n });
  });

  it('keeps to the limits that it was opened with', async () => {
    await using temp = new TempStore({ engine, valueBytesMax: 10, valueDepthMax: 2 });
    expect(await rejection(temp.store.put('testdoc1-1', '"123456789"'))).toMatchObject({ code: 'VALUE_TOO_LARGE' });
    expect(await rejection(temp.store.put('testdoc1-1', '[[[1]]]'))).toMatchObject({ code: 'VALUE_TOO_DEEP' });
    await temp.store.put('testdoc1-1', '[[12345]]');
  });

  it('refuses a bad key in every call that takes one', async () => {
    await using temp = new TempStore({ engine });
    using snapshot = temp.store.snapshot();
    using batch = temp.store.batch();
    using cursor = snapshot.cursor();
    for (const [key, code] of [
      ['', 'KEY_EMPTY'],
      ['é'.repeat(257), 'KEY_TOO_LONG'],
      ['tab\tbed', 'KEY_CHARACTER'],
      ['half \ud83d', 'KEY_CHARACTER'],
      ['users/', 'KEY_SEGMENT'],
    ] as const) {
      expect(caught(() => temp.store.get(key))).toMatchObject({ code });
      expect(await rejection(temp.store.put(key, '1'))).toMatchObject({ code });
      expect(await rejection(temp.store.remove(key))).toMatchObject({ code });
      expect(caught(() => snapshot.get(key))).toMatchObject({ code });
      expect(caught(() => batch.put(key, '1'))).toMatchObject({ code });
      expect(caught(() => batch.remove(key))).toMatchObject({ code });
      expect(caught(() => cursor.seek(key))).toMatchObject({ code });
    }
  });

  it('is not poisoned while it takes writes', async () => {
    await using temp = new TempStore({ engine });
    expect(temp.store.poison()).toBeUndefined();
  });
});

describe.each(ENGINES)('a closed store (engine %s)', (engine) => {
  it('cannot begin anything', async () => {
    using folder = new TempFolder();
    const store = Store.open(folder.path, { engine });
    const batch = store.batch().put('testdoc1-1', '1');
    const snapshot = store.snapshot();
    const cursor = snapshot.cursor();
    const feed = store.changes();
    await store.close();

    const closed = { name: 'BimetalError', code: 'STORE_CLOSED' };
    expect(store.closed).toBe(true);
    expect(caught(() => store.get('testdoc1-1'))).toMatchObject(closed);
    expect(await rejection(store.put('testdoc1-1', '1'))).toMatchObject(closed);
    expect(await rejection(store.remove('testdoc1-1'))).toMatchObject(closed);
    expect(caught(() => store.batch())).toMatchObject(closed);
    expect(caught(() => store.snapshot())).toMatchObject(closed);
    expect(caught(() => store.changes())).toMatchObject(closed);
    expect(caught(() => store.info())).toMatchObject(closed);
    expect(await rejection(batch.commit())).toMatchObject(closed);
    expect(caught(() => snapshot.get('testdoc1-1'))).toMatchObject(closed);
    expect(caught(() => cursor.next(1))).toMatchObject(closed);
    expect(caught(() => cursor.read(new Uint8Array(8)))).toMatchObject(closed);
    expect(caught(() => feed.next())).toMatchObject(closed);
  });

  it('may be closed again, at the same time or later', async () => {
    using folder = new TempFolder();
    const store = Store.open(folder.path, { engine });
    await Promise.all([store.close(), store.close()]);
    await store.close();
  });

  it('leaves the folder to the next one, and other handles on it open', async () => {
    using folder = new TempFolder();
    const first = Store.open(folder.path, { engine });
    await using second = Store.open(folder.path, { engine });
    await first.put('testdoc1-1', '1');
    await first.close();
    expect(second.get('testdoc1-1')).toBe('1');
    await second.put('testdoc1-1', '2');
  });
});

describe('Store.open', () => {
  it('refuses a file, and says what the system says', () => {
    using folder = new TempFolder();
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    expect(caught(() => Store.open(file))).toMatchObject({ code: 'FOLDER_INVALID', details: { path: file } });
    const below = caught(() => Store.open(join(file, 'below')));
    expect(below).toMatchObject({ code: 'IO', cause: { message: expect.stringMatching(/not a directory/i) } });
  });

  it('makes nothing when only an existing store is asked for', async () => {
    using folder = new TempFolder();
    const missing = join(folder.path, 'missing');
    for (const path of [missing, folder.path]) {
      expect(caught(() => Store.open(path, { existing: true }))).toMatchObject({
        code: 'FOLDER_INVALID',
        details: { reason: 'there is no store in it' },
      });
    }
    expect(readdirSync(folder.path)).toEqual([]);
    await Store.open(folder.path).close();
    await Store.open(folder.path, { existing: true }).close();
  });

  it.each(ENGINES)('refuses another engine than %s, which made the folder, and names the way to it', async (engine) => {
    using folder = new TempFolder();
    await Store.open(folder.path, { engine }).close();
    const other = engine === 'log' ? 'redb' : 'log';
    expect(caught(() => Store.open(folder.path, { engine: other }))).toMatchObject({
      code: 'ENGINE_MISMATCH',
      message: expect.stringContaining('`migrate`'),
      details: { asked: other, found: engine },
    });
  });

  it('refuses an engine that it does not know', () => {
    using folder = new TempFolder();
    expect(caught(() => Store.open(folder.path, { engine: 'rocks' as 'redb' }))).toMatchObject({
      code: 'ENGINE_UNKNOWN',
      details: { name: 'rocks' },
    });
  });

  it('passes on what a getter of the options throws', () => {
    using folder = new TempFolder();
    const options = {
      get engine(): 'redb' {
        throw new RangeError('mine');
      },
    };
    expect(caught(() => Store.open(folder.path, options))).toMatchObject({ name: 'RangeError', message: 'mine' });
  });
});
