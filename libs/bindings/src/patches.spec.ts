import { rejection } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempStore } from '../test/temp-store.js';
import { type PatchOptions, type Store } from './index.js';

const MERGE: PatchOptions = { kind: 'merge' };
const JSON_PATCH: PatchOptions = { kind: 'json' };

describe.each(ENGINES)('a patch (engine %s)', (engine) => {
  let temp: TempStore;
  let store: Store;

  beforeAll(() => {
    temp = new TempStore({ engine });
    store = temp.store;
  });

  afterAll(() => temp[Symbol.asyncDispose]());

  it('changes what it names and keeps the bytes of the rest', async () => {
    const first = await store.put('bytes', '{ "n": 1.50e+1, "n": 2.0,\n "gone": 1 }');
    const merged = await store.patch('bytes', '{"gone":null,"age":9007199254740993}', MERGE);
    expect(merged).toEqual({ revision: first + 1n, created: false });
    expect(store.get('bytes')).toBe('{ "n": 1.50e+1, "n": 2.0, "age": 9007199254740993 }');
    const operations = Buffer.from('[{"op":"test","path":"/n","value":2},{"op":"move","from":"/n","path":"/m"}]');
    expect(await store.patch('bytes', operations, JSON_PATCH)).toEqual({ revision: first + 2n, created: false });
    expect(store.get('bytes')).toBe('{ "age": 9007199254740993, "m": 2.0 }');
  });

  it('creates a document by merging alone', async () => {
    expect(await rejection(store.patch('new', '[]', JSON_PATCH))).toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
      details: { key: 'new' },
    });
    expect(await store.patch('new', '{"a":null,"b":1}', MERGE)).toMatchObject({ created: true });
    expect(store.get('new')).toBe('{"b":1}');
  });

  it('says which operation does not fit, and changes nothing then', async () => {
    const revision = await store.put('failed', '{}');
    const failed = store.patch(
      'failed',
      '[{"op":"add","path":"/a","value":1},{"op":"remove","path":"/b"}]',
      JSON_PATCH,
    );
    expect(await rejection(failed)).toMatchObject({ code: 'PATCH_FAILED', details: { operation: 1, path: '/b' } });
    const invalid = store.patch('failed', '[{"op":"spam","path":""}]', JSON_PATCH);
    expect(await rejection(invalid)).toMatchObject({ code: 'PATCH_INVALID', details: { operation: 0 } });
    expect(await rejection(store.patch('failed', '[', MERGE))).toMatchObject({ code: 'VALUE_NOT_JSON' });
    expect(store.getDocument('failed')).toMatchObject({ value: '{}', revision });
  });

  it('is made only where its condition holds', async () => {
    const first = await store.patch('when', '{}', { ...MERGE, ifAbsent: true });
    const again = store.patch('when', '{}', { ...MERGE, ifAbsent: true });
    expect(await rejection(again)).toMatchObject({ code: 'REVISION_CONFLICT' });
    const second = await store.patch('when', '{"a":1}', { ...MERGE, ifRevision: first.revision });
    const stale = store.patch('when', '[]', { ...JSON_PATCH, ifRevision: first.revision });
    const actual = String(second.revision);
    expect(await rejection(stale)).toMatchObject({ code: 'REVISION_CONFLICT', details: { actual } });
  });

  it('keeps the expiry of the document, unless it has another', async () => {
    const expires = new Date(Date.now() + 3_600_000);
    await store.put('expires', '{}', { expires });
    await store.patch('expires', '{"a":1}', MERGE);
    expect(store.getDocument('expires')?.expires).toEqual(expires);
    const later = new Date(Date.now() + 7_200_000);
    await store.patch('expires', '{"a":2}', { ...MERGE, expires: later });
    expect(store.getDocument('expires')?.expires).toEqual(later);
  });

  it('loses nothing of many that come at the same time, and reads no bytes that change meanwhile', async () => {
    const bytes = Buffer.from('{"p0":1}');
    const patches = Array.from({ length: 10 }, (_, number) => {
      bytes.write(String(number), 3);
      return store.patch('many', bytes, MERGE);
    });
    bytes.fill(0);
    await Promise.all(patches);
    const names = Array.from({ length: 10 }, (_, number) => `p${number}`);
    expect(Object.keys(JSON.parse(store.get('many') ?? '') as object)).toEqual(names);
  });

  it('goes on behind one that is refused, and is begun anew behind a put', async () => {
    await store.put('behind', '{}');
    const refused = rejection(store.patch('behind', '[{"op":"remove","path":"/a"}]', JSON_PATCH));
    const put = store.put('behind', '{"put":1}');
    const patched = store.patch('behind', '{"patched":1}', MERGE);
    expect(await refused).toMatchObject({ code: 'PATCH_FAILED' });
    await Promise.all([put, patched]);
    expect(store.get('behind')).toBe('{"put":1,"patched":1}');
  });

  it('stands in a batch beside other writes, and lets it commit only while the document is as it was', async () => {
    await store.put('beside', '{"n":1}');
    const patched = store.batch().patch('beside', '{"n":2}', MERGE).put('other', '1');
    await patched.commit();
    expect([store.get('beside'), store.get('other')]).toEqual(['{"n":2}', '1']);
    const late = store.batch().patch('beside', '[{"op":"remove","path":"/n"}]', JSON_PATCH);
    await store.put('beside', '{"n":3}');
    expect(await rejection(late.commit())).toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(store.get('beside')).toBe('{"n":3}');
  });

  it('of a large document is made on a thread of its own', async () => {
    const large = `{"large":"${'x'.repeat(1 << 20)}","n":0}`;
    await store.put('large', large);
    await store.patch('large', '{"n":1.0}', MERGE);
    expect(store.get('large')).toBe(large.replace('"n":0', '"n":1.0'));
    const failed = store.patch('large', '[{"op":"remove","path":"/m"}]', JSON_PATCH);
    expect(await rejection(failed)).toMatchObject({ code: 'PATCH_FAILED' });
  });

  it('with arguments that do not fit is refused', async () => {
    for (const options of [undefined, null, 'merge', {}, { kind: 'text' }, { kind: 1 }]) {
      const refused = await rejection(store.patch('user-1', '{}', options as never));
      expect(refused).toMatchObject({ code: 'ARGUMENT_INVALID' });
    }
    expect(await rejection(store.patch('user-1', {} as never, MERGE))).toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(await rejection(store.patch('', '{}', MERGE))).toMatchObject({ code: 'KEY_EMPTY' });
    expect(store.get('user-1')).toBeUndefined();
  });
});
