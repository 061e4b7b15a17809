import { caught } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempStore } from '../test/temp-store.js';
import { type ChangeTextFeed, type ChangeTextPart } from './index.js';

const BYTES = 256 * 1024;

/** All the text that a feed has to give. */
function textOf(feed: ChangeTextFeed): string {
  let text = '';
  for (;;) {
    const part = feed.read({ bytesMax: BYTES });
    if (part.kind !== 'text') return text;
    text += Buffer.from(part.text).toString();
  }
}

function asText(part: ChangeTextPart): Extract<ChangeTextPart, { kind: 'text' }> {
  if (part.kind !== 'text') throw new Error(`no text: ${part.kind}`);
  return part;
}

describe.each(ENGINES)('ChangeTextFeed (engine %s)', (engine) => {
  it('gives the changes of a batch as events, the last with the revision as its id', async () => {
    await using temp = new TempStore({ engine });
    using feed = temp.store.changeTexts();
    await temp.store.batch().put('a/1', '{"n":\n1}').remove('b"2').commit();
    const part = asText(feed.read({ bytesMax: BYTES }));
    expect(Buffer.from(part.text).toString()).toBe(
      'event: change\ndata: {"key":"a/1","revision":"1","value":{"n":\ndata: 1}}\n\n' +
        'event: change\ndata: {"key":"b\\"2","revision":"1","removed":true}\nid: 1\n\n',
    );
    expect(part).toMatchObject({ revision: 1n, whole: true, changes: 2 });
    expect(feed.read({ bytesMax: BYTES })).toEqual({ kind: 'empty', revision: 1n });
  });

  it('gives members of an array, byte for byte, and only those of a prefix', async () => {
    await using temp = new TempStore({ engine });
    for (const key of ['a/1', 'b/1', 'a/2']) await temp.store.put(key, `"${key}"\n`);
    using feed = temp.store.changeTexts({ since: 0n, prefix: 'a/', form: 'array' });
    expect(textOf(feed)).toBe(
      '{"key":"a/1","revision":"1","value":"a/1"\n},{"key":"a/2","revision":"3","value":"a/2"\n}',
    );
    expect(feed.revision).toBe(3n);
    using keys = temp.store.changeTexts({ since: 2n, values: false, form: 'array' });
    expect(textOf(keys)).toBe('{"key":"a/2","revision":"3"}');
  });

  it('tells of documents that a filter lets through, and of those that leave', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.batch().put('a', '{"on":true}').put('b', '{"on":false}').commit();
    using feed = temp.store.changeTexts({ where: '/on eq true', form: 'array' });
    await temp.store.batch().put('a', '{"on":false}').put('b', '{"on":null}').put('c', '{"on":true}').commit();
    await temp.store.batch().remove('a').remove('c').commit();
    // An engine that keeps no earlier values cannot say that `a` left before it was removed, and that `c` was there.
    const told = [
      '{"key":"a","revision":"2","removed":true,"left":true}',
      '{"key":"c","revision":"2","value":{"on":true}}',
      '{"key":"c","revision":"3","removed":true}',
    ];
    expect(textOf(feed)).toBe(engine === 'log' ? told.join() : '{"key":"a","revision":"3","removed":true}');
  });

  it('refuses a filter that is none', async () => {
    await using temp = new TempStore({ engine });
    expect(caught(() => temp.store.changeTexts({ where: '/on is true' }))).toMatchObject({ code: 'FILTER_INVALID' });
  });

  it('tells where in the text which change is', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.batch().put('a', '1').put('b', '2').commit();
    using feed = temp.store.changeTexts({ since: 0n });
    const { text, told = [] } = asText(feed.read({ bytesMax: BYTES, told: true }));
    const [, , , , key, revision, begin, end] = told;
    expect([key, revision]).toEqual(['b', '1']);
    expect(Buffer.from(text.subarray(begin as number, end as number)).toString()).toBe(
      'event: change\ndata: {"key":"b","revision":"1","value":2}\n',
    );
  });

  it('goes no further than it is told, and ends with a batch when there are enough changes', async () => {
    await using temp = new TempStore({ engine });
    for (const batch of [1, 2, 3]) {
      await temp.store.batch().put(`a-${batch}`, '1').put(`b-${batch}`, '1').commit();
    }
    using feed = temp.store.changeTexts({ since: 0n });
    expect(asText(feed.read({ bytesMax: BYTES, until: 2n, changesMax: 1 }))).toMatchObject({
      revision: 1n,
      changes: 2,
    });
    expect(asText(feed.read({ bytesMax: BYTES, until: 2n }))).toMatchObject({ revision: 2n, changes: 2 });
    expect(feed.read({ bytesMax: BYTES, until: 2n })).toEqual({ kind: 'empty', revision: 2n });
  });

  it('asks for room for a change that is larger than was allowed, and does not lose it', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('a', JSON.stringify('x'.repeat(1000)));
    using feed = temp.store.changeTexts({ since: 0n });
    const part = feed.read({ bytesMax: 500 });
    if (part.kind !== 'large') throw new Error(part.kind);
    expect(part.bytes).toBeGreaterThan(1000);
    expect(asText(feed.read({ bytesMax: part.bytes })).changes).toBe(1);
  });

  it('wakes who waits when there is a change, and when it is closed', async () => {
    await using temp = new TempStore({ engine });
    const feed = temp.store.changeTexts();
    const waiting = feed.wait();
    await temp.store.put('a', '1');
    await waiting;
    expect(textOf(feed)).toContain('id: 1\n');
    const ending = feed.wait();
    feed.close();
    await ending;
    expect(caught(() => feed.read({ bytesMax: BYTES }))).toMatchObject({ code: 'FEED_CLOSED' });
  });

  it('refuses what does not fit', async () => {
    await using temp = new TempStore({ engine });
    const open = (options: object) => caught(() => temp.store.changeTexts(options));
    expect(open({ since: 7n })).toMatchObject({ code: 'REVISION_INVALID' });
    expect(open({ prefix: '\n' })).toMatchObject({ code: 'PREFIX_INVALID' });
    expect(open({ form: 'xml' })).toMatchObject({ code: 'ARGUMENT_INVALID' });
    using feed = temp.store.changeTexts();
    expect(caught(() => feed.read({} as { bytesMax: number }))).toMatchObject({ code: 'ARGUMENT_INVALID' });
    feed.keep();
  });
});

describe('ChangeTextFeed', () => {
  it('has every value with the log engine, and never one of another revision with redb', async () => {
    const told: Record<string, string> = {};
    for (const engine of ENGINES) {
      await using temp = new TempStore({ engine });
      await temp.store.put('a', '1');
      await temp.store.put('a', '2');
      using feed = temp.store.changeTexts({ since: engine === 'log' ? 0n : undefined, form: 'array' });
      await temp.store.put('a', '3');
      await temp.store.put('a', '4');
      told[engine] = textOf(feed);
    }
    expect(JSON.parse(`[${told['log']}]`)).toEqual([1, 2, 3, 4].map((n) => ({ key: 'a', revision: `${n}`, value: n })));
    expect(JSON.parse(`[${told['redb']}]`)).toEqual([
      { key: 'a', revision: '3', superseded: true },
      { key: 'a', revision: '4', value: 4 },
    ]);
  });
});

describe('Cursor.readEvents', () => {
  it('gives the documents that a filter lets through, and an empty text where it has looked at many in vain', async () => {
    await using temp = new TempStore({});
    const batch = temp.store.batch();
    for (let number = 0; number < 5000; number++) batch.put(`a-${number}`, String(number));
    await batch.commit();
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor({ where: '"" eq 4999' });
    const first = cursor.readEvents(800, true);
    if (first.kind !== 'filled') throw new Error(first.kind);
    expect(first.text.byteLength).toBe(0);
    const second = cursor.readEvents(800, true);
    if (second.kind !== 'filled') throw new Error(second.kind);
    expect(Buffer.from(second.text).toString()).toContain('"key":"a-4999"');
    expect(cursor.readEvents(800, true)).toEqual({ kind: 'done' });
  });

  it('gives documents as events, as many as fit, and says what the next one needs', async () => {
    await using temp = new TempStore({});
    await temp.store
      .batch()
      .put('a', '1')
      .put('b', JSON.stringify('x'.repeat(1000)))
      .commit();
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor();
    const first = cursor.readEvents(800, true);
    if (first.kind !== 'filled') throw new Error(first.kind);
    expect(Buffer.from(first.text).toString()).toBe('event: document\ndata: {"key":"a","revision":"1","value":1}\n\n');
    const second = cursor.readEvents(800, true);
    if (second.kind !== 'too-small') throw new Error(second.kind);
    expect(cursor.readEvents(second.needed, true)).toMatchObject({ kind: 'filled' });
    expect(cursor.readEvents(800, true)).toEqual({ kind: 'done' });
    using keys = snapshot.cursor();
    const both = keys.readEvents(800, false);
    if (both.kind !== 'filled') throw new Error(both.kind);
    expect(Buffer.from(both.text).toString()).toMatch(
      /^(event: document\ndata: \{"key":"[ab]","revision":"1"\}\n\n){2}$/,
    );
  });
});
