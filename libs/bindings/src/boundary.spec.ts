import { caught, rejection } from '../test/caught.js';
import { TempStore } from '../test/temp-store.js';
import { runChild } from '../test/child.js';
import { BimetalError, loadAddon } from './index.js';
import { fromNative, settled } from './native-error.js';

const addon = loadAddon();

describe('native errors', () => {
  it('become exceptions with code, message and the chain of causes', () => {
    const error = fromNative(caught(() => addon.testError()));
    expect(error).toBeInstanceOf(BimetalError);
    expect(error).toMatchObject({
      name: 'BimetalError',
      code: 'TEST_ERROR',
      message: 'a test error',
      details: {},
      cause: { message: 'the middle of the test error', cause: { message: 'the root of the test error' } },
    });
    expect((error as Error).stack).toContain('boundary.spec');
  });

  it('carry their own message, whatever error comes after', () => {
    const first = fromNative(caught(() => addon.testError()));
    const second = fromNative(caught(() => addon.storeOpen(1 as unknown as string)));
    expect([first, second]).toMatchObject([{ message: 'a test error' }, { code: 'ARGUMENT_INVALID' }]);
  });

  it('are not mistaken for the errors of others', () => {
    const others = [new TypeError('mine'), Object.assign(new Error('gone'), { code: 'ENOENT' }), 'text', undefined];
    expect(others.map(fromNative)).toEqual(others);
  });
});

describe('a panic', () => {
  const internal = {
    code: 'INTERNAL',
    message: expect.stringContaining('a test panic'),
    details: { location: expect.stringMatching(/test_panic\.rs:\d+:\d+$/) },
  };

  it('in an export is an error with its location, and the process lives', () => {
    expect(fromNative(caught(() => addon.testPanic()))).toMatchObject(internal);
    expect(addon.add(2, 3)).toBe(5);
  });

  it.each(['thread', 'settlement'] as const)('in asynchronous work (%s) rejects the promise', async (place) => {
    expect(await rejection(settled(addon.testPanicAsync(place)))).toMatchObject(internal);
    await using temp = new TempStore();
    expect(await temp.store.put('testdoc1-1', '1')).toBe(1n);
  });

  it('in a finaliser goes no further', async () => {
    const outcome = await runChild('forget-panicking-handle.mjs', [], { nodeArguments: ['--expose-gc'] });
    expect(outcome).toMatchObject({ code: 0, stdout: 'alive\n' });
  });
});

describe('arguments of a wrong type', () => {
  const things: unknown[] = [
    undefined,
    null,
    true,
    1,
    -1,
    1.5,
    NaN,
    2n ** 70n,
    'text',
    '\ud800',
    'x'.repeat(100_000),
    Symbol('s'),
    {},
    [],
    () => undefined,
    new Date(),
    new Proxy({}, {}),
    new Uint8Array(8),
    new Uint8Array(0),
    new Uint8Array(new SharedArrayBuffer(8)),
    new Uint8ClampedArray(8),
    new Float64Array(8),
    new ArrayBuffer(8),
    new DataView(new ArrayBuffer(8)),
    Object.create(null),
    Promise.resolve(),
  ];

  it('are typed errors in every export, and never a crash', async () => {
    await using temp = new TempStore();
    const exports = Object.entries(addon).filter(([name]) => !/^(test|buildInfo|storeOpen)/.test(name));
    expect(exports.length).toBeGreaterThan(20);

    const codes = new Set<unknown>();
    const note = (error: unknown) => codes.add(Reflect.get(error as object, 'code'));
    const outcomes: Promise<unknown>[] = [];
    for (const [, call] of exports as unknown as [string, (...args: unknown[]) => unknown][]) {
      // Handles of its own for each export: it may close them.
      const store = addon.storeOpen(temp.folder.path);
      const snapshot = addon.snapshotOpen(store);
      const handles = [store, snapshot, addon.cursorOpen(snapshot), addon.batchBegin(store), addon.feedOpen(store)];
      for (const first of [...things, ...handles]) {
        for (const second of [...things, store]) {
          try {
            const result = call(first, second, second);
            outcomes.push(Promise.resolve(result).catch(note));
          } catch (error) {
            note(error);
          }
        }
      }
      await addon.storeClose(store);
    }
    await Promise.all(outcomes);
    expect(codes).toContain('ARGUMENT_INVALID');
    expect(codes).toContain('BUFFER_ZERO_LENGTH');
    expect([...codes].filter((code) => typeof code !== 'string' || code === 'INTERNAL')).toEqual([]);
    await temp.store.put('testdoc1-1', '1');
  });

  it('name the argument and what it should be', async () => {
    await using temp = new TempStore();
    const store = addon.storeOpen(temp.folder.path);
    expect(caught(() => addon.storeGet({} as never, 'testdoc1-1'))).toMatchObject({
      code: 'ARGUMENT_INVALID',
      message: 'argument `store` must be the handle of a store of this addon',
      details: { argument: 'store' },
    });
    expect(caught(() => addon.snapshotGet(store as never, 'testdoc1-1'))).toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(caught(() => addon.storePut(store, 'testdoc1-1', 1 as never))).toMatchObject({
      message: 'argument `value` must be a string, or a Uint8Array of its own memory',
    });
    await addon.storeClose(store);
  });

  it('include memory that other threads could change meanwhile', async () => {
    await using temp = new TempStore();
    const shared = new Uint8Array(new SharedArrayBuffer(8)).fill(0x31);
    expect(await rejection(temp.store.put('testdoc1-1', shared))).toMatchObject({ code: 'ARGUMENT_INVALID' });
    using snapshot = temp.store.snapshot();
    expect(caught(() => snapshot.cursor().read(shared))).toMatchObject({ code: 'ARGUMENT_INVALID' });
  });
});

describe('the hot and the macro registration of add', () => {
  it('do the same', () => {
    const cases = [
      [2, 3, 5],
      [2 ** 31 - 1, 1, -(2 ** 31)],
      [-1.9, 0.9, -1],
    ] as const;
    for (const [a, b, sum] of cases) {
      expect([addon.add(a, b), addon.addMacro(a, b)]).toEqual([sum, sum]);
    }
  });
});

describe('the completion of writes', () => {
  it('wakes the event loop once for all results that wait, however many groups they are of', async () => {
    await using temp = new TempStore();
    const before = addon.testWakeCount();
    const writes = Array.from({ length: 2000 }, (_, number) => temp.store.put(`testdoc1-${number}`, '1'));
    waitFor(() => temp.store.info().lastRevision === 2000n);
    // When this one is committed, the groups of those before it have ended, and their results are all in the queue.
    const last = temp.store.put('testdoc1-0', '2');
    waitFor(() => temp.store.info().lastRevision === 2001n);
    expect(await Promise.all(writes)).toHaveLength(2000);
    expect(addon.testWakeCount() - before).toBe(1);
    await last;
  });

  it('wakes the event loop no more than once a commit group', async () => {
    // The log engine makes one fsync a group, so that groups can be counted.
    await using temp = new TempStore({ engine: 'log' });
    await temp.store.put('testdoc1-0', '1');
    const [wakes, { syncs }] = [addon.testWakeCount(), temp.store.statistics()];
    const writer = async (name: number): Promise<void> => {
      for (let round = 0; round < 50; round += 1) {
        await temp.store.put(`testdoc1-${name}`, '1');
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, name) => writer(name)));
    const groups = temp.store.statistics().syncs - syncs;
    expect(groups).toBeLessThan(64 * 50);
    expect(addon.testWakeCount() - wakes).toBeLessThanOrEqual(groups);
  });
});

/** Keeps the event loop from running until something is so. */
function waitFor(condition: () => boolean): void {
  while (!condition());
}
