// Calls the addon's exports and the library's methods with arguments that nobody meant: of any type, of any size, and with
// getters that call back and close what is in use. Each call ends in a value, a promise that is settled, or a typed error.
// A crash or a hang is for the caller to see: hence a process of its own. Prints its seed first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ERROR_CODES, Key, loadAddon, Store } from '../src/index.ts';

const RUNS = 150;
/** LIMIT: on a busy machine fewer runs will do. */
const MS_MAX = 60_000;
const CALLS_MAX = 12;
const OPTIONS = [
  'ttlMs',
  'expires',
  'ifRevision',
  'ifAbsent',
  'prefix',
  'segment',
  'name',
  'from',
  'after',
  'to',
  'before',
].concat([
  'direction',
  'engine',
  'valueBytesMax',
  'changesMax',
  'existing',
  'since',
  'limit',
  'bytes',
  'signal',
  'onProgress',
]);

const seed = process.argv[2] === undefined ? Date.now() | 0 : Number(process.argv[2]);
console.log(`seed ${seed}`);

const addon = loadAddon();
const root = mkdtempSync(join(tmpdir(), 'bimetal-fuzz-'));
const own = new Error('of a getter');
const codes = new Set(ERROR_CODES.filter((code) => code !== 'INTERNAL'));
/** What takes the name of a folder, which must be one below `root`: and the place of that name. */
const PATHS = { storeOpen: 0, storeBackup: 1, storeMigrate: 1, open: 0, backup: 0, migrate: 0 };
const exported = Object.keys(addon).filter((name) => !name.startsWith('test'));

/** Made once: it is longer than anything that is taken. */
const LONG = 'x'.repeat(2 ** 27);

const large = fc.constantFrom(
  () => new Array(2 ** 32 - 1),
  () => new Array(2 ** 28),
  () => Array.from({ length: 100_000 }, () => 'user-1'),
  () => LONG,
  () => '\u{1F600}'.repeat(100_000),
  () => new Uint8Array(2 ** 20),
  () => new Uint8Array(new SharedArrayBuffer(64)),
  () => new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 })),
  () => AbortSignal.abort(),
);
const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 0, 1, NaN, Infinity, 2 ** 32, 2 ** 53, 8.64e15));
const plain = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.anything({
      withBigInt: true,
      withDate: true,
      withTypedArray: true,
      withSparseArray: true,
      withMap: true,
    }),
  },
  { weight: 2, arbitrary: number },
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'user-1',
    'users/alice',
    '\ud800',
    'forward',
    'log',
    null,
    undefined,
    true,
    Symbol('s'),
    Key.parse('user-1'),
  ),
);
const thing = { plain: (value) => ({ kind: 'plain', value }), made: (make) => ({ kind: 'made', make }) };
const { argument } = fc.letrec((tie) => ({
  argument: fc.oneof(
    { maxDepth: 2 },
    { weight: 4, arbitrary: plain.map(thing.plain) },
    { weight: 1, arbitrary: large.map(thing.made) },
    { weight: 4, arbitrary: fc.nat(5).map((handle) => ({ kind: 'handle', handle })) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('options'),
        options: fc.dictionary(fc.constantFrom(...OPTIONS), tie('option')),
      }),
    },
  ),
  option: fc.oneof(
    tie('argument'),
    fc.record({ kind: fc.constant('getter'), call: tie('call'), value: tie('argument') }),
    fc.constant({ kind: 'thrower' }),
  ),
  call: fc.record({
    target: fc.constantFrom('addon', 'library'),
    method: fc.nat(1000),
    arguments: fc.array(tie('argument'), { maxLength: 4 }),
  }),
})); /* The handles stand first most of the time, or nothing would get far. */
const calls = fc.array(
  fc.record({
    target: fc.constantFrom('addon', 'library'),
    method: fc.nat(1000),
    arguments: fc.tuple(
      fc.oneof({ weight: 5, arbitrary: fc.nat(5).map((handle) => ({ kind: 'handle', handle })) }, argument),
      fc.oneof({ weight: 2, arbitrary: fc.constant({ kind: 'plain', value: 'user-1' }) }, argument),
      argument,
      argument,
    ),
  }),
  { minLength: 1, maxLength: CALLS_MAX },
);

let folders = 0;

/** A store with one of everything, and what was promised. */
class Run {
  folder = join(root, 'data');
  answers = [];
  native = addon.storeOpen(this.folder);
  handles = (() => {
    const snapshot = addon.snapshotOpen(this.native);
    return [
      this.native,
      snapshot,
      addon.cursorOpen(snapshot),
      addon.batchBegin(this.native),
      addon.feedOpen(this.native),
      addon.operationCreate(),
    ];
  })();
  store = Store.open(this.folder);
  objects = (() => {
    const snapshot = this.store.snapshot();
    return [
      this.store,
      snapshot,
      snapshot.cursor(),
      this.store.batch(),
      this.store.changes(),
      Key,
      Key.parse('user-1'),
    ];
  })();

  value(described) {
    switch (described.kind) {
      case 'plain':
        return described.value;
      case 'made':
        return described.make();
      case 'handle':
        return this.handles[described.handle];
      case 'options':
        return this.options(described.options);
    }
  }

  options(described) {
    const options = {};
    for (const [name, option] of Object.entries(described)) {
      const get = () => {
        if (option.kind === 'thrower') throw own;
        if (option.kind !== 'getter') return this.value(option);
        this.call(option.call);
        return this.value(option.value);
      };
      Object.defineProperty(options, name, { get, enumerable: true });
    }
    return options;
  }

  call({ target, method, arguments: described }) {
    const given = described.map((each) => this.value(each));
    try {
      const result = target === 'addon' ? this.callAddon(method, given) : this.callLibrary(method, given);
      this.answers.push(Promise.resolve(result?.next?.() ?? result).catch(check));
    } catch (error) {
      check(error);
    }
  }

  callAddon(method, given) {
    const name = exported[method % exported.length];
    return addon[name](...this.withinRoot(name, given));
  }

  callLibrary(method, given) {
    const object = this.objects[method % this.objects.length];
    const names = Object.getOwnPropertyNames(object === Key ? Key : Object.getPrototypeOf(object)).filter(
      // These wait for changes that never come.
      (name) => !['constructor', 'prototype', 'follow', 'wait', 'length', 'name'].includes(name),
    );
    const name = names[Math.floor(method / this.objects.length) % names.length];
    if (typeof object[name] !== 'function') return object[name];
    // The handle that stands first for the addon is none of the library's business.
    return object[name](...this.withinRoot(name, given.slice(1)));
  }

  withinRoot(name, given) {
    const place = PATHS[name];
    return given.map((each, index) =>
      index === place && typeof each === 'string' ? join(this.folder, '..', `copy-${folders++}`) : each,
    );
  }

  async end() {
    await Promise.all([addon.storeClose(this.native), this.store.close()]);
    // A wait for changes ends with its store, and an operation with its error.
    await Promise.all(this.answers);
    await using store = Store.open(this.folder);
    await store.put('alive', '1');
    if ((await store.check()).problems.length > 0) throw new Error('the store is damaged');
  }
}

/** An error of the library, of the addon, or of a getter's own. */
function check(error) {
  if (error !== own && !codes.has(error?.code)) throw error;
}

process.chdir(root);
try {
  const property = fc.asyncProperty(calls, async (described) => {
    const run = new Run();
    described.forEach((each) => run.call(each));
    await run.end();
  });
  await fc.assert(property, { seed, numRuns: RUNS, interruptAfterTimeLimit: MS_MAX });
  console.log('alive');
} finally {
  process.chdir(tmpdir());
  rmSync(root, { recursive: true, force: true });
}
