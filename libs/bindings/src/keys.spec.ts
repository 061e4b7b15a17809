import fc from 'fast-check';
import { caught, rejection } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { keyTexts } from '../test/key-texts.js';
import { keyVectors as vectors } from '../test/key-vectors.js';
import { TempStore } from '../test/temp-store.js';
import { type CursorOptions, Key, type RangeOptions, type Store } from './index.js';

/** In key order, and all of them may be written. */
const KEYS = vectors.ascending.filter((text) => !vectors.legacy.includes(text));

/** What people look keys up by, and what it finds. */
const ranges: [RangeOptions, (text: string) => boolean][] = [
  [{ segment: 'users' }, (text) => text.startsWith('users/')],
  [{ segment: 'user-x' }, (text) => text.startsWith('user-x/')],
  [{ segment: 'user' }, (text) => text.startsWith('user/')],
  [{ segment: 'nothing' }, () => false],
  [{ name: 'user-' }, (text) => /^user-(0|[1-9]\d*)$/.test(text) && Key.parse(text).number !== undefined],
  [{ name: '-' }, (text) => text === '-5'],
  [{ name: 'user-x-' }, (text) => text === 'user-x-3'],
  [{ name: 'nothing-' }, () => false],
  [{ name: 'user-', prefix: 'user-1' }, (text) => /^user-1\d*$/.test(text) && Key.parse(text).number !== undefined],
  [
    { name: 'user-', after: 'user-9', to: 'user-199' },
    (text) => ['user-10', 'user-19', 'user-100', 'user-199'].includes(text),
  ],
];

async function putAll(store: Store, texts: readonly string[]): Promise<void> {
  const batch = store.batch();
  for (const text of texts) {
    batch.put(text, JSON.stringify(text));
  }
  await batch.commit();
}

function found(store: Store, options: CursorOptions): string[] {
  using snapshot = store.snapshot();
  const entries = snapshot.cursor(options).next(10_000);
  expect(entries.map(({ value }) => JSON.parse(value) as string)).toEqual(entries.map(({ key }) => `${key}`));
  return entries.map(({ key }) => `${key}`);
}

function expectFound(store: Store, range: RangeOptions, expected: readonly string[]): void {
  expect(found(store, range)).toEqual(expected);
  expect(found(store, { ...range, direction: 'backward' })).toEqual(expected.toReversed());
  expect(store.count(range)).toBe(expected.length);
}

describe.each(ENGINES)('keys of all kinds (engine %s)', (engine) => {
  it('are put, read, changed and removed', async () => {
    await using temp = new TempStore({ engine });
    const texts = vectors.valid.map(({ text }) => text);
    await putAll(temp.store, texts);
    expect(temp.store.info().documents).toBe(texts.length);
    for (const text of texts) {
      expect(temp.store.get(text)).toBe(JSON.stringify(text));
      expect(temp.store.get(Key.parse(text))).toBe(JSON.stringify(text));
    }
    const change = (text: string): Promise<bigint> => temp.store.put(text, '"changed"', { ifRevision: 1n });
    for (const [index, revision] of (await Promise.all(texts.map(change))).entries()) {
      expect(temp.store.getDocument(texts[index] ?? '')).toMatchObject({ value: '"changed"', revision });
    }
    await Promise.all(texts.map((text) => temp.store.remove(text)));
    expect(temp.store.info().documents).toBe(0);
  });

  it('are listed in their order, as entries and as JSON text', async () => {
    await using temp = new TempStore({ engine });
    await putAll(temp.store, KEYS.toReversed());
    expectFound(temp.store, {}, KEYS);
    using snapshot = temp.store.snapshot();
    const parts: Uint8Array[] = [];
    for await (const chunk of snapshot.chunks({ bytes: 2_000 })) {
      parts.push(Uint8Array.from(chunk));
    }
    expect(JSON.parse(Buffer.concat(parts).toString())).toEqual(KEYS.map((key) => ({ key, value: key })));
  });

  it('are found by what they begin with, by what they are below and by name', async () => {
    await using temp = new TempStore({ engine });
    await putAll(temp.store, KEYS);
    for (const { prefix, finds } of vectors.prefixes) {
      expectFound(
        temp.store,
        { prefix },
        finds.filter((text) => KEYS.includes(text)),
      );
    }
    for (const [range, isIn] of ranges) {
      expectFound(temp.store, range, KEYS.filter(isIn));
    }
  });

  it('are where a walk goes on, forward and backward', async () => {
    await using temp = new TempStore({ engine });
    await putAll(temp.store, KEYS);
    for (const [index, key] of KEYS.entries()) {
      expect(found(temp.store, { after: key })).toEqual(KEYS.slice(index + 1));
      expect(found(temp.store, { to: key })).toEqual(KEYS.slice(0, index + 1));
      using snapshot = temp.store.snapshot();
      using cursor = snapshot.cursor();
      cursor.seek(key);
      expect(cursor.next(1).map((entry) => `${entry.key}`)).toEqual([key]);
      expect(`${cursor.position}`).toBe(key);
      cursor.seekPast(key);
      expect(cursor.next(1).map((entry) => `${entry.key}`)).toEqual(KEYS.slice(index + 1, index + 2));
    }
  });

  it('are what a change feed tells', async () => {
    await using temp = new TempStore({ engine });
    using feed = temp.store.changes({ since: 0n });
    await putAll(temp.store, KEYS);
    const next = feed.next(1_000);
    const changes = next.kind === 'changes' ? next.changes : [];
    expect(changes.map(({ key }) => `${key}`).sort()).toEqual(KEYS.toSorted());
  });

  it('are refused in the words of Key.parse', async () => {
    await using temp = new TempStore({ engine });
    for (const text of [...vectors.invalid.map((row) => row.text), 'é\ud800', '\udc00', 'a/\ud83d/b']) {
      const { code, message, details } = caught(() => Key.parse(text)) as Record<string, unknown>;
      expect(caught(() => temp.store.get(text))).toMatchObject({ code, message, details });
      expect(await rejection(temp.store.put(text, '1'))).toMatchObject({ code, message, details });
      expect(caught(() => temp.store.count({ from: text }))).toMatchObject({ code });
    }
    for (const prefix of [...vectors.invalidPrefixes.map((row) => row.prefix), 'a\ud800']) {
      expect(caught(() => temp.store.count({ prefix }))).toMatchObject({
        code: 'PREFIX_INVALID',
        message: 'a prefix has at most 512 bytes of UTF-8 without control characters',
      });
    }
  });

  it('that only earlier releases took are read and removed, and not written', async () => {
    await using temp = new TempStore({ engine });
    for (const text of vectors.legacy) {
      expect(temp.store.get(text)).toBeUndefined();
      expect(await temp.store.remove(text)).toBeGreaterThan(0n);
      expect(await rejection(temp.store.put(text, '1'))).toMatchObject({ code: 'KEY_SEGMENT' });
      expect(caught(() => temp.store.batch().put(text, '1'))).toMatchObject({ code: 'KEY_SEGMENT' });
    }
  });

  it('are in the order of Key.compare, whatever they are, and what begins alike is found', async () => {
    await using temp = new TempStore({ engine });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(keyTexts, { minLength: 1, maxLength: 60 }), fc.nat(), async (texts, pick) => {
        await Promise.all(found(temp.store, {}).map((text) => temp.store.remove(text)));
        await putAll(temp.store, texts);
        const keys = texts.map(Key.parse).sort((a, b) => a.compare(b));
        expectFound(temp.store, {}, keys.map(String));
        const characters = [...(texts[pick % texts.length] ?? '')];
        const prefix = characters.slice(0, pick % (characters.length + 1)).join('');
        expectFound(
          temp.store,
          { prefix },
          keys.map(String).filter((text) => text.startsWith(prefix)),
        );
      }),
      { numRuns: 30 },
    );
  });
});
