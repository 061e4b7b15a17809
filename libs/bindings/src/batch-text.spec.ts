import { TempStore } from '../test/temp-store.js';
import { BimetalError } from './index.js';

const bytes = (operations: unknown[]): Uint8Array => Buffer.from(JSON.stringify({ operations }));

describe('a batch that is a text', () => {
  it('commits as one and tells what each operation did, with its values as they stand', async () => {
    await using held = new TempStore();
    const { store } = held;
    await store.put('b', '1');
    const text = '{"operations":[{"put":"z","value":[1.0,  "\\u0041"]},{"remove":"b"},{"put":"a","value":1}]}';
    expect(JSON.parse(await store.batchText(Buffer.from(text)).commit())).toEqual({
      revision: '2',
      results: [
        { key: 'z', created: true },
        { key: 'b', removed: true },
        { key: 'a', created: true },
      ],
    });
    expect([store.get('z'), store.get('b'), store.count()]).toEqual(['[1.0,  "\\u0041"]', undefined, 2]);
  });

  it('names the operation whose condition does not hold, and writes nothing then', async () => {
    await using held = new TempStore();
    const { store } = held;
    await store.put('b', '1');
    const refused = store.batchText(
      bytes([
        { put: 'a', value: 1 },
        { remove: 'b', if: { noneMatch: '*' } },
      ]),
    );
    const details = expect.objectContaining({ key: 'b', operation: 1 });
    const conflict = { code: 'REVISION_CONFLICT', details };
    await expect(refused.commit()).rejects.toMatchObject(conflict);
    await expect(refused.commit()).rejects.toMatchObject({ code: 'BATCH_CLOSED' });
    const settled = store.batchText(
      bytes([
        { put: 'a', value: 1 },
        { remove: 'b', if: { match: '7' } },
      ]),
    );
    expect(() => settled.settle()).toThrow(expect.objectContaining(conflict));
    expect(store.count()).toBe(1);
  });

  it('knows what it will do, or does nothing', async () => {
    await using held = new TempStore();
    const { store } = held;
    await store.put('b', '1');
    const operations = bytes([
      { put: 'c', value: 1 },
      { put: 'b', value: 2 },
    ]);
    const first = store.batchText(operations);
    const results = first.settle();
    expect(results).toBe('[{"key":"c","created":true},{"key":"b","created":false}]');
    const overtaken = store.batchText(operations);
    overtaken.settle();
    expect(await first.putNote('kept', '1').commit()).toBe(`{"revision":"2","results":${results}}`);
    await expect(overtaken.commit()).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(store.notes.get('kept')).toEqual({ value: '1', revision: 2n });
  });

  it('is refused with the operation and the byte', async () => {
    await using held = new TempStore();
    const refused = (text: Uint8Array): unknown => {
      try {
        return held.store.batchText(text);
      } catch (error) {
        return error instanceof BimetalError ? [error.code, error.details] : error;
      }
    };
    expect(refused(bytes([{ remove: 'a' }, { remove: '' }]))).toEqual(['KEY_EMPTY', { offset: 30, operation: 1 }]);
    expect(refused(Buffer.from('{"operations":[1,]}'))).toMatchObject(['VALUE_NOT_JSON', { offset: 17 }]);
  });
});
