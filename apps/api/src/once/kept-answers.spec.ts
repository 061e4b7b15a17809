import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '@bimetal/bindings';
import { KeptAnswers } from './kept-answers.js';

const logger = { warn: () => undefined };

describe('kept answers', () => {
  let path: string;
  let store: Store;

  const keep = (name: string, until: number): Promise<bigint> =>
    store.batch().putNote(`once/${name}`, JSON.stringify({ until })).commit();
  const names = (): string[] => store.notes.list('once/', 10).map(({ name }) => name);

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'bimetal-answers-'));
    store = Store.open(path);
  });

  afterEach(async () => {
    await store.close();
    rmSync(path, { recursive: true, force: true });
  });

  it('are removed when their time is over, also those of an earlier process', async () => {
    await keep('b', 10);
    await keep('a', 30);
    await keep('c', 20);
    const answers = new KeptAnswers(store, logger);
    answers.load();
    await answers.sweep(20);
    expect([names(), answers.count]).toEqual([['once/a'], 1]);
    await keep('d', 40);
    answers.add('once/d', 40);
    await answers.sweep(30);
    expect([names(), answers.count]).toEqual([['once/d'], 1]);
  });

  it('stay while they are written anew', async () => {
    await keep('a', 10);
    const answers = new KeptAnswers(store, logger);
    answers.load();
    store.memos.add('once/a', 'asked');
    await answers.sweep(20);
    expect(names()).toEqual(['once/a']);
    store.memos.remove('once/a');
    await answers.sweep(20);
    expect([names(), store.memos.get('once/a')]).toEqual([[], undefined]);
  });

  it('stay when another event loop has written them anew', async () => {
    await keep('a', 10);
    const answers = new KeptAnswers(store, logger);
    answers.load();
    await keep('a', 30);
    await answers.sweep(20);
    expect([names(), answers.count, store.memos.get('once/a')]).toEqual([['once/a'], 0, undefined]);
  });
});
