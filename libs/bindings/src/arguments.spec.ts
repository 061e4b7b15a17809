import { caught, rejection } from '../test/caught.js';
import { runChild } from '../test/child.js';
import { TempFolder, TempStore } from '../test/temp-store.js';
import { BimetalError, Key, loadAddon, Store } from './index.js';

const addon = loadAddon();

/** LIMIT: whatever has not ended by then hangs. */
const FUZZ_MS_MAX = 600_000;
const LARGE_MS_MAX = 300_000;

function invalid(argument: string): unknown {
  return expect.objectContaining({ name: 'BimetalError', code: 'ARGUMENT_INVALID', details: { argument } });
}

/** What JavaScript may pass for an object of options, and is none. */
const NO_OBJECTS: unknown[] = [null, 0, 5, NaN, '', 'text', true, 1n, Symbol('s'), () => undefined, [], [1]];

/** What stands for a number of milliseconds elsewhere, and for another one here. */
const NO_MILLISECONDS: unknown[] = [
  null,
  '500',
  '',
  NaN,
  Infinity,
  -1,
  8.64e15,
  2 ** 53,
  5n,
  {},
  [],
  [5],
  new Date(),
  true,
];

const NO_DATES: unknown[] = [null, 1, '2030-01-01', new Date(NaN), new Date(-1), {}, new Proxy(new Date(), {})];

const NO_KEYS: unknown[] = [
  undefined,
  null,
  1,
  1n,
  true,
  Symbol('s'),
  {},
  [],
  ['user-1'],
  Object.create(Key.prototype),
];

describe('options that do not fit', () => {
  it('are refused by put, remove and batches, and nothing is written', async () => {
    await using temp = new TempStore();
    const { store } = temp;
    await store.put('user-1', '1');
    const options: [argument: string, given: unknown][] = [
      ...NO_OBJECTS.map((given): [string, unknown] => ['options', given]),
      ...NO_MILLISECONDS.map((ttlMs): [string, unknown] => ['ttlMs', { ttlMs }]),
      ...NO_DATES.map((expires): [string, unknown] => ['expires', { expires }]),
      ...[null, 1, '1', -1n, 2n ** 64n, {}].map((ifRevision): [string, unknown] => ['ifRevision', { ifRevision }]),
      ...[null, 0, 'yes', {}].map((ifAbsent): [string, unknown] => ['ifAbsent', { ifAbsent }]),
    ];
    using batch = store.batch();
    for (const [argument, given] of options) {
      expect(await rejection(store.put('user-1', '2', given as never))).toEqual(invalid(argument));
      expect(await rejection(store.remove('user-1', given as never))).toEqual(invalid(argument));
      expect(caught(() => batch.put('user-1', '2', given as never))).toEqual(invalid(argument));
      expect(caught(() => batch.remove('user-1', given as never))).toEqual(invalid(argument));
      const condition = argument === 'options' ? 'condition' : argument;
      expect(caught(() => batch.require('user-1', given as never))).toEqual(invalid(condition));
    }
    expect(caught(() => batch.require('user-1', undefined as never))).toEqual(invalid('condition'));
    expect(batch.length).toBe(0);
    expect(store.getDocument('user-1')).toEqual({ value: '1', revision: 1n, expires: undefined });
  });

  it('are refused by an open, which then makes no folder', () => {
    using folder = new TempFolder();
    const path = `${folder.path}/data`;
    for (const given of NO_OBJECTS) {
      expect(caught(() => Store.open(path, given as never))).toEqual(invalid('options'));
    }
    const counts = [null, NaN, Infinity, -1, 1.5, '5', 5n, {}, []];
    for (const name of ['valueBytesMax', 'valueDepthMax', 'changesMax', 'retainedBytesMax', 'retainedMsMax']) {
      for (const given of counts) {
        expect(caught(() => Store.open(path, { [name]: given } as never))).toEqual(invalid(name));
      }
    }
    expect(caught(() => Store.open(path, { valueBytesMax: 64 * 1024 * 1024 + 1 }))).toEqual(invalid('valueBytesMax'));
    expect(caught(() => Store.open(path, { existing: 1 as never }))).toEqual(invalid('existing'));
    expect(caught(() => Store.open(path, { engine: 5 as never }))).toEqual(invalid('engine'));
    for (const given of [undefined, null, 5, {}, `${path}\ud800`, 'x'.repeat(100_000)]) {
      expect(caught(() => Store.open(given as never))).toEqual(invalid('path'));
    }
    expect(caught(() => Store.open(path, { existing: true }))).toMatchObject({ code: 'FOLDER_INVALID' });
  });

  it('are refused by reads', async () => {
    await using temp = new TempStore();
    const { store } = temp;
    using snapshot = store.snapshot();
    using feed = store.changes();
    const first = async (chunks: AsyncGenerator<unknown>): Promise<unknown> => chunks.next();
    for (const given of NO_OBJECTS as never[]) {
      expect(caught(() => store.count(given))).toEqual(invalid('options'));
      expect(caught(() => snapshot.count(given))).toEqual(invalid('options'));
      expect(caught(() => snapshot.cursor(given))).toEqual(invalid('options'));
      expect(caught(() => store.changes(given))).toEqual(invalid('options'));
      expect(await rejection(first(snapshot.chunks(given)))).toEqual(invalid('options'));
      expect(await rejection(first(feed.follow(given)))).toEqual(invalid('options'));
      expect(await rejection(store.check(given))).toEqual(invalid('options'));
    }
    for (const given of [null, 5, 'now', {}] as never[]) {
      expect(await rejection(first(snapshot.chunks({ signal: given })))).toEqual(invalid('signal'));
      expect(await rejection(first(feed.follow({ signal: given })))).toEqual(invalid('signal'));
      expect(await rejection(store.check({ signal: given }))).toEqual(invalid('signal'));
      expect(await rejection(store.check({ onProgress: given }))).toEqual(invalid('onProgress'));
      expect(caught(() => store.changes({ since: given }))).toEqual(invalid('since'));
    }
    for (const given of [null, NaN, 0, -1, 1.5, 2 ** 40, '5', 5n] as never[]) {
      expect(await rejection(first(snapshot.chunks({ bytes: given })))).toEqual(invalid('bytes'));
    }
    for (const given of [null, NaN, -1, 1.5, 1_000_001, 2 ** 53, Infinity, '5', 5n] as never[]) {
      expect(caught(() => snapshot.cursor().next(given))).toEqual(invalid('limit'));
      expect(caught(() => feed.next(given))).toEqual(invalid('limit'));
    }
  });
});

describe('a key that is neither a text nor a Key', () => {
  it('is made of nothing else, equals none, and stands nowhere', () => {
    const key = Key.parse('user-1');
    for (const given of NO_KEYS as never[]) {
      expect(caught(() => Key.parse(given))).toEqual(invalid('key'));
      expect(caught(() => Key.of(given))).toEqual(invalid('key'));
      expect(caught(() => Key.of(given, 1n))).toEqual(invalid('key'));
      expect(caught(() => key.compare(given))).toEqual(invalid('other'));
      expect([Key.isKey(given), key.equals(given)]).toEqual([false, false]);
    }
  });

  it('is refused everywhere, and not taken by its text', async () => {
    await using temp = new TempStore();
    const { store } = temp;
    using snapshot = store.snapshot();
    using cursor = snapshot.cursor();
    using batch = store.batch();
    for (const given of NO_KEYS as never[]) {
      expect(await rejection(store.put(given, '1'))).toEqual(invalid('key'));
      expect(await rejection(store.remove(given))).toEqual(invalid('key'));
      for (const call of [
        () => store.get(given),
        () => store.getDocument(given),
        () => snapshot.get(given),
        () => snapshot.getDocument(given),
        () => cursor.seek(given),
        () => cursor.seekPast(given),
        () => batch.put(given, '1'),
        () => batch.remove(given),
        () => batch.require(given, { ifAbsent: true }),
        () => Key.parse(given),
      ]) {
        expect(caught(call)).toEqual(invalid('key'));
      }
      expect(caught(() => store.getMany([given]))).toEqual(invalid('keys'));
      if (given !== undefined) {
        for (const bound of ['from', 'after', 'to', 'before']) {
          expect(caught(() => store.count({ [bound]: given } as never))).toEqual(invalid(bound));
        }
      }
    }
    expect(store.info()).toMatchObject({ lastRevision: 0n });
  });

  it('is told from one', async () => {
    await using temp = new TempStore();
    const key = Key.parse('user-1');
    await temp.store.put(key, '1');
    expect([temp.store.get(key), temp.store.get('user-1'), temp.store.getMany([key])]).toEqual(['1', '1', ['1']]);
    expect(temp.store.count({ from: key, to: key })).toBe(1);
  });
});

describe('arrays of keys', () => {
  it('are of a length that there is memory for', async () => {
    await using temp = new TempStore();
    const store = addon.storeOpen(temp.folder.path);
    for (const given of [new Array(2 ** 28), new Array(2 ** 32 - 1), new Array(1_000_001), {}, 'user-1', null]) {
      expect(caught(() => temp.store.getMany(given as never))).toEqual(invalid('keys'));
      expect(caught(() => addon.storeGetMany(store, given as never))).toMatchObject({ code: 'ARGUMENT_INVALID' });
    }
    expect(caught(() => addon.storeGetMany(store, new Array(1_000_000)))).toMatchObject({ code: 'ARGUMENT_INVALID' });
    await addon.storeClose(store);
  });

  it('are as long as they say when they are asked first', async () => {
    await using temp = new TempStore();
    let asked = 0;
    const grows = new Proxy(['user-1'], {
      get(keys, name): unknown {
        if (name === 'length') {
          asked += 1;
          return asked === 1 ? 1 : 2 ** 32;
        }
        return keys[0];
      },
    });
    expect(temp.store.getMany(grows)).toEqual([undefined]);
    const odd = new Proxy([], { get: () => NaN });
    expect(caught(() => temp.store.getMany(odd))).toEqual(invalid('keys'));
  });

  it(
    'are of documents that there is memory for',
    async () => {
      await using temp = new TempStore({ valueBytesMax: 64 * 1024 * 1024 });
      const { store } = temp;
      await store.put('large', JSON.stringify('x'.repeat(50_000_000)));
      expect(caught(() => store.getMany(new Array(1000).fill('large')))).toEqual(invalid('keys'));
    },
    LARGE_MS_MAX,
  );
});

describe('texts that there is no memory for', () => {
  it('are measured, and not read', async () => {
    await using temp = new TempStore();
    const { store } = temp;
    const text = 'x'.repeat(2 ** 29 - 24);
    const large = { code: 'VALUE_TOO_LARGE', details: { bytes: 2 ** 29 - 24 } };
    expect(await rejection(store.put('user-1', text))).toMatchObject(large);
    expect(caught(() => store.get(text))).toMatchObject({ code: 'KEY_TOO_LONG', details: { bytes: 2 ** 29 - 24 } });
    expect(caught(() => store.count({ prefix: text }))).toEqual(invalid('prefix'));
  });

  it(
    'are not those of the largest value that is allowed',
    async () => {
      await using temp = new TempStore({ valueBytesMax: 64 * 1024 * 1024 });
      const most = JSON.stringify('x'.repeat(64 * 1024 * 1024 - 2));
      expect(await temp.store.put('k'.repeat(512), most)).toBe(1n);
      expect(await rejection(temp.store.put('user-1', `${most} `))).toMatchObject({ code: 'VALUE_TOO_LARGE' });
    },
    LARGE_MS_MAX,
  );
});

describe('a getter among the options', () => {
  it('may close the handle, and the call ends in a typed error', async () => {
    using folder = new TempFolder();
    const open = () => addon.storeOpen(folder.path);
    const closing: unknown[] = [];
    const options = (name: string, close: () => unknown): never =>
      ({
        get [name]() {
          closing.push(close());
          return undefined;
        },
      }) as never;
    for (const name of ['ttlMs', 'expires', 'ifRevision', 'ifAbsent']) {
      const [put, removed, counted] = [open(), open(), open()];
      const closed = { code: 'STORE_CLOSED' };
      const close = (store: typeof put) => options(name, () => addon.storeClose(store) as never);
      expect(caught(() => addon.storePut(put, 'user-1', '1', close(put)))).toMatchObject(closed);
      expect(caught(() => addon.storeRemove(removed, 'user-1', close(removed)))).toMatchObject(closed);
      const prefix = options('prefix', () => addon.storeClose(counted) as never);
      expect(caught(() => addon.storeCount(counted, prefix))).toMatchObject(closed);

      const store = open();
      const batch = addon.batchBegin(store);
      const discard = options(name, () => addon.batchDiscard(batch) as never);
      expect(caught(() => addon.batchPut(batch, 'user-1', '1', discard))).toMatchObject({ code: 'BATCH_CLOSED' });
      const snapshot = addon.snapshotOpen(store);
      const end = options('direction', () => addon.snapshotClose(snapshot) as never);
      expect(caught(() => addon.cursorOpen(snapshot, end))).toMatchObject({ code: 'SNAPSHOT_CLOSED' });
      await addon.storeClose(store);
    }
    await Promise.all(closing);
  });

  it('may close the store among the keys of a call', async () => {
    using folder = new TempFolder();
    const store = addon.storeOpen(folder.path);
    const keys = ['user-1', 'user-2'];
    const closing: unknown[] = [];
    const get = (): string => {
      closing.push(addon.storeClose(store));
      return 'user-1';
    };
    Object.defineProperty(keys, 0, { get });
    const read = (): unknown => {
      try {
        return addon.storeGetMany(store, keys);
      } catch (error) {
        return Reflect.get(error as object, 'code');
      }
    };
    // The close goes on beside the call, which has its snapshot: either is right.
    expect([[undefined, undefined], 'STORE_CLOSED']).toContainEqual(read());
    expect(caught(() => addon.storeGetMany(store, ['user-1']))).toMatchObject({ code: 'STORE_CLOSED' });
    await Promise.all(closing);
  });

  it('may throw, and its own error arrives', async () => {
    await using temp = new TempStore();
    const own = new Error('mine');
    const options = {
      get ttlMs(): number {
        throw own;
      },
    };
    expect(await rejection(temp.store.put('user-1', '1', options))).toBe(own);
  });
});

describe('what is called while an operation runs', () => {
  it('may throw, and ends the operation with its error instead of the process', async () => {
    await using temp = new TempStore();
    const own = new Error('mine');
    const onProgress = (): never => {
      throw own;
    };
    expect(await rejection(temp.store.check({ onProgress }))).toBe(own);
  });
});

describe('any arguments at all', () => {
  it(
    'end in a value or a typed error, and never in a crash or a hang',
    async () => {
      const outcome = await runChild('fuzz-arguments.mjs', [], { msMax: FUZZ_MS_MAX });
      const stdout = expect.stringMatching(/^seed -?\d+\nalive\n$/);
      expect(outcome).toEqual({ code: 0, signal: null, stdout, stderr: '' });
    },
    FUZZ_MS_MAX + 60_000,
  );
});

describe('errors of arguments', () => {
  it('are errors of this library', async () => {
    await using temp = new TempStore();
    const error = await rejection(temp.store.put('user-1', '1', { ttlMs: null as never }));
    expect(error).toBeInstanceOf(BimetalError);
    expect(error).toMatchObject({ message: 'argument `ttlMs` must be a number of milliseconds, not negative' });
  });
});
