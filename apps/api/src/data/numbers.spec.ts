import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '@bimetal/bindings';
import { Numbers } from './numbers.js';

describe('numbers for new documents', () => {
  let path: string;
  let store: Store;

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'bimetal-numbers-'));
    store = Store.open(path);
  });

  afterEach(async () => {
    await store.close();
    rmSync(path, { recursive: true, force: true });
  });

  it('go up, also for those who ask at once, and cost a write for a thousand', async () => {
    const numbers = new Numbers(store);
    const keys = await Promise.all(Array.from({ length: 1500 }, () => numbers.next('a/orders')));
    expect(keys).toEqual(Array.from({ length: 1500 }, (_, at) => `a/orders-${at + 1}`));
    expect(store.info().lastRevision).toBe(2n);
  });

  it('are not given again by the next process', async () => {
    await new Numbers(store).next('orders');
    expect(await new Numbers(store).next('orders')).toBe('orders-1001');
    expect(await new Numbers(store).next('order')).toBe('order-1');
  });

  it('follow those that somebody has put', async () => {
    const numbers = new Numbers(store);
    await store.put('orders-41', '1');
    expect(await numbers.next('orders')).toBe('orders-42');
    await store.put('orders-5000', '1');
    numbers.skip('orders');
    expect(await numbers.next('orders')).toBe('orders-5001');
  });

  it('are refused to a prefix that makes no key', async () => {
    const numbers = new Numbers(store);
    await expect(numbers.next('a//b')).rejects.toMatchObject({ code: 'KEY_SEGMENT' });
    await expect(numbers.next('x'.repeat(511))).rejects.toMatchObject({ code: 'KEY_TOO_LONG' });
  });
});
