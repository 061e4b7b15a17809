import { ENGINES } from '../test/engines.js';
import { rejection } from '../test/caught.js';
import { TempStore } from '../test/temp-store.js';
import { type Place, type Snapshot, type TextOptions } from './index.js';

/** The whole text, in chunks of a few bytes so that items meet their ends, and where it stopped. */
async function read(snapshot: Snapshot, options: TextOptions, bytes = 64): Promise<{ text: string; place?: Place }> {
  const chunks = snapshot.chunks({ ...options, bytes });
  const parts: Buffer[] = [];
  for (;;) {
    const chunk = await chunks.next();
    if (chunk.done === true) {
      const text = Buffer.concat(parts).toString();
      return chunk.value === undefined ? { text } : { text, place: chunk.value };
    }
    parts.push(Buffer.from(chunk.value.slice()));
  }
}

const keysOf = (text: string): string[] =>
  (JSON.parse(text) as { key?: string; prefix?: string }[]).map(({ key, prefix }) => key ?? `${prefix}…`);

describe.each(ENGINES)('the text of a cursor (engine %s)', (engine) => {
  let temp: TempStore;
  let snapshot: Snapshot;

  beforeAll(async () => {
    temp = new TempStore({ engine });
    const keys = ['a', 'users/a/1', 'users/a/2', 'users/b', 'users/c/x-9', 'users/c/x-10', 'users/d', 'users0', 'я/1'];
    for (const [index, key] of keys.entries()) await temp.store.put(key, `{"n":${index},"t":"x"}`);
    await temp.store.put('z', '{"n":9}', { expires: new Date('2120-02-29T12:30:45.678Z') });
    snapshot = temp.store.snapshot();
  });

  afterAll(async () => {
    snapshot.close();
    await temp[Symbol.asyncDispose]();
  });

  it('is a line an item, each a JSON text', async () => {
    expect(await read(snapshot, { form: 'lines', prefix: 'users/a' })).toEqual({
      text: '{"key":"users/a/1","value":{"n":1,"t":"x"}}\n{"key":"users/a/2","value":{"n":2,"t":"x"}}\n',
    });
    expect(await read(snapshot, { form: 'lines', prefix: 'nothing' })).toEqual({ text: '' });
  });

  it('says revision and expiry of each document when it is asked to', async () => {
    expect(await read(snapshot, { include: ['expires', 'revision'], after: 'users0' })).toEqual({
      text: '[{"key":"z","revision":"10","expires":"2120-02-29T12:30:45.678Z","value":{"n":9}},{"key":"я/1","revision":"9","value":{"n":8,"t":"x"}}]',
    });
  });

  it('has so many items at most, and says where it stopped if there are more', async () => {
    const first = await read(snapshot, { limit: 3 });
    expect(keysOf(first.text)).toEqual(['a', 'users/a/1', 'users/a/2']);
    expect(first.place).toEqual({ key: 'users/a/2' });
    expect(await read(snapshot, { limit: 3, direction: 'backward', to: 'users/a/2' })).toMatchObject({
      text: expect.stringMatching(/"a","value":\{[^[]*\]$/) as string,
    });
    expect((await read(snapshot, { limit: 3, to: 'users/a/2' })).place).toBeUndefined();
    expect(await read(snapshot, { limit: 1, prefix: 'nothing' })).toEqual({ text: '[]' });
  });

  it('gives the documents that a filter lets through, and the fields that are named', async () => {
    const { text, place } = await read(snapshot, { where: '/n ge 3 and /t exists', fields: ['/n'], limit: 2 });
    expect(text).toBe('[{"key":"users/b","value":{"n":3}},{"key":"users/c/x-9","value":{"n":4}}]');
    expect(place).toEqual({ key: 'users/c/x-9' });
  });

  it('stops when it has looked at so many documents, or bytes, whether or not it found one', async () => {
    expect(await read(snapshot, { where: '/n eq 99', scanMax: 4 })).toEqual({ text: '[]', place: { key: 'users/b' } });
    expect(await read(snapshot, { where: '/n eq 0', bytesMax: 20 })).toMatchObject({ place: { key: 'users/a/1' } });
    expect(await read(snapshot, { where: '/n eq 99', scanMax: 10 })).toEqual({ text: '[]' });
  });

  it('tells of common beginnings with their counts, and passes over what is in them', async () => {
    const { text } = await read(snapshot, { delimiter: '/' });
    expect(text).toBe(
      '[{"key":"a","value":{"n":0,"t":"x"}},{"prefix":"users/","count":"6"},{"key":"users0","value":{"n":7,"t":"x"}},' +
        '{"key":"z","value":{"n":9}},{"prefix":"я/","count":"1"}]',
    );
    const below = { delimiter: '/', prefix: 'users/' };
    expect(keysOf((await read(snapshot, below)).text)).toEqual(['users/a/…', 'users/b', 'users/c/…', 'users/d']);
    const backward = await read(snapshot, { ...below, direction: 'backward', limit: 2 });
    expect(keysOf(backward.text)).toEqual(['users/d', 'users/c/…']);
    expect(backward.place).toEqual({ prefix: 'users/c/' });
  });

  it('goes on behind a common beginning, either way', async () => {
    const below = { delimiter: '/', prefix: 'users/' };
    expect(await read(snapshot, { ...below, limit: 1 })).toMatchObject({ place: { prefix: 'users/a/' } });
    const [forward, backward] = [
      await read(snapshot, { ...below, afterPrefix: 'users/a/' }),
      await read(snapshot, { ...below, beforePrefix: 'users/c/', direction: 'backward' }),
    ];
    expect(keysOf(forward.text)).toEqual(['users/b', 'users/c/…', 'users/d']);
    expect(keysOf(backward.text)).toEqual(['users/b', 'users/a/…']);
  });

  it('begins at a position of its range, in its direction', async () => {
    const below: TextOptions = { prefix: 'users/' };
    const all = keysOf((await read(snapshot, below)).text);
    for (const offset of [0, 1, 5, 6, 100]) {
      expect(keysOf((await read(snapshot, { ...below, offset })).text)).toEqual(all.slice(offset));
      const backward = await read(snapshot, { ...below, offset, direction: 'backward' });
      expect(keysOf(backward.text)).toEqual(all.toReversed().slice(offset));
    }
  });

  it('is the same, however small the buffers are', async () => {
    const options: TextOptions = { include: ['revision'], where: '/n exists', delimiter: '-', form: 'lines' };
    expect((await read(snapshot, options, 1)).text).toBe((await read(snapshot, options, 100_000)).text);
  });

  it.each<[string, object, string]>([
    ['a filter that is none', { where: '/a is 1' }, 'FILTER_INVALID'],
    ['fields that are none', { fields: [] }, 'FIELDS_INVALID'],
    ['a pointer that is none', { fields: ['a'] }, 'POINTER_INVALID'],
    ['a limit of nothing', { limit: 0 }, 'ARGUMENT_INVALID'],
    ['a position before the first', { offset: -1 }, 'ARGUMENT_INVALID'],
    ['a delimiter that ends in a digit', { delimiter: '-1' }, 'ARGUMENT_INVALID'],
    ['an empty delimiter', { delimiter: '' }, 'ARGUMENT_INVALID'],
    ['a form that is none', { form: 'csv' }, 'ARGUMENT_INVALID'],
    ['what no item says', { include: ['value'] }, 'ARGUMENT_INVALID'],
  ])('is refused for %s', async (_what, options, code) => {
    expect(await rejection(read(snapshot, options))).toMatchObject({ code });
  });

  it('lets others take their turn while a filter finds nothing', async () => {
    await using many = new TempStore({ engine });
    const batch = many.store.batch();
    for (let number = 0; number < 4100; number += 1) batch.put(`testdoc1-${number}`, '{"a":1}');
    await batch.commit();
    using all = many.store.snapshot();
    let hadItsTurn = false;
    setImmediate(() => (hadItsTurn = true));
    const { text } = await read(all, { where: '/a eq 2' });
    expect(text).toBe('[]');
    expect(hadItsTurn).toBe(true);
  });

  it('has the tag of a document before its value, in one call', () => {
    expect(temp.store.getTagged('a')).toEqual({ tag: '"1"', value: '{"n":0,"t":"x"}' });
    expect(temp.store.getTagged('я/1')).toEqual({ tag: '"9"', value: '{"n":8,"t":"x"}' });
    expect(temp.store.getTagged('nothing')).toBeUndefined();
  });

  it('has before the tag when a document expires, if it does', async () => {
    await using expiring = new TempStore({ engine });
    const expires = new Date('2106-02-07T06:28:16.001Z');
    await expiring.store.put('a', '"\\""', { expires });
    const found = { tag: '"1"', value: '"\\""', expires: '2106-02-07T06:28:16.001Z' };
    expect(expiring.store.getTagged('a')).toEqual(found);
    await expiring.store.put('a', '1');
    expect(expiring.store.getTagged('a')).toEqual({ tag: '"2"', value: '1', expires: undefined });
  });
});
