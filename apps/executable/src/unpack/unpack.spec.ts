import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packedBytes } from '../../test/packed.ts';
import { outcomeOf, run, start } from '../../test/processes.ts';
import { unpack } from './unpack.ts';

/** Somebody who is neither this user nor root. */
const OTHER_USER = 65_534;
const isRoot = process.geteuid?.() === 0;
const DAY_S = 24 * 60 * 60;

const packed = packedBytes('addon.node', Buffer.from('what the addon is made of'));

let folder: string;
let cache: string;
let entry: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bimetal-unpack-'));
  cache = join(folder, 'cache', 'bimetal');
  entry = join(cache, packed.sha256);
  file = join(entry, packed.file);
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Makes the folders as `unpack` would, for what a test plants there. */
function plantEntry(): void {
  mkdirSync(entry, { recursive: true, mode: 0o700 });
}

function expectWhole(): void {
  expect(unpack(packed, cache)).toBe(file);
  expect(readFileSync(file)).toEqual(packed.bytes());
  expect(lstatSync(file)).toMatchObject({ uid: process.geteuid?.(), mode: 0o100700 });
  expect(readdirSync(entry)).toEqual([packed.file]);
}

describe('unpacking', () => {
  it('writes the file where its content says, for its owner alone', () => {
    expectWhole();
    for (const made of [join(folder, 'cache'), cache, entry]) expect(statSync(made).mode & 0o777).toBe(0o700);
  });

  it('leaves a file alone that is there and whole', () => {
    unpack(packed, cache);
    const { ino, mtimeMs } = statSync(file);
    unpack(packed, cache);
    expect(statSync(file)).toMatchObject({ ino, mtimeMs });
  });

  it.each<[string, () => void]>([
    [
      'a file of other content and the same size',
      () => writeFileSync(file, 'what the ADDON is made of', { mode: 0o700 }),
    ],
    ['a file that was cut off', () => (unpack(packed, cache), truncateSync(file, 5))],
    ['an empty file', () => writeFileSync(file, '', { mode: 0o700 })],
    ['a file that others may write to', () => (unpack(packed, cache), chmodSync(file, 0o722))],
    [
      'a symbolic link to a file of the very content',
      () => (writeFileSync(join(folder, 'real'), packed.bytes()), symlinkSync(join(folder, 'real'), file)),
    ],
    ['a symbolic link to nothing', () => symlinkSync(join(folder, 'nothing'), file)],
  ])('replaces %s', (_what, plant) => {
    plantEntry();
    plant();
    expectWhole();
    expect(existsSync(join(folder, 'nothing'))).toBe(false);
  });

  (isRoot ? it : it.skip)('replaces a file of another user, whatever it holds', () => {
    unpack(packed, cache);
    chownSync(file, OTHER_USER, OTHER_USER);
    expectWhole();
  });

  it.each<[string, RegExp, () => void]>([
    [
      'a cache that is a symbolic link',
      /is a symbolic link/,
      () => (
        mkdirSync(join(folder, 'cache')),
        mkdirSync(join(folder, 'real'), { mode: 0o700 }),
        symlinkSync(join(folder, 'real'), cache)
      ),
    ],
    [
      'an entry that is a symbolic link',
      /is a symbolic link/,
      () => (
        mkdirSync(cache, { recursive: true, mode: 0o700 }),
        mkdirSync(join(folder, 'real'), { mode: 0o700 }),
        symlinkSync(join(folder, 'real'), entry)
      ),
    ],
    [
      'a cache that others may write to',
      /can be written to by other users/,
      () => (plantEntry(), chmodSync(cache, 0o777)),
    ],
    [
      'an entry that a group may write to',
      /can be written to by other users/,
      () => (plantEntry(), chmodSync(entry, 0o770)),
    ],
    [
      'a cache in a folder that others may write to',
      /can be written to by other users/,
      () => (plantEntry(), chmodSync(join(folder, 'cache'), 0o777)),
    ],
    [
      'a cache that is a file',
      /ENOTDIR|is no folder/,
      () => (mkdirSync(join(folder, 'cache')), writeFileSync(cache, '')),
    ],
  ])('refuses %s', (_what, message, plant) => {
    plant();
    expect(() => unpack(packed, cache)).toThrow(message);
  });

  (isRoot ? it : it.skip)('refuses a folder of another user', () => {
    unpack(packed, cache);
    for (const planted of [entry, cache, join(folder, 'cache')]) {
      chownSync(planted, OTHER_USER, OTHER_USER);
      expect(() => unpack(packed, cache)).toThrow(`${planted} belongs to another user (${OTHER_USER})`);
      chownSync(planted, 0, 0);
    }
  });

  (isRoot ? it : it.skip)("judges a place before it makes anything there, as in another user's home", () => {
    const home = join(folder, 'home');
    mkdirSync(home, { mode: 0o755 });
    chownSync(home, OTHER_USER, OTHER_USER);
    expect(() => unpack(packed, join(home, '.cache', 'bimetal'))).toThrow(`${home} belongs to another user`);
    expect(readdirSync(home)).toEqual([]);
  });

  it('works in a sticky folder that everybody may write to, as /tmp is', () => {
    plantEntry();
    chmodSync(join(folder, 'cache'), 0o1777);
    expectWhole();
  });
});

describe('the cache', () => {
  const other = (name: string): string => join(cache, name.repeat(64));
  const age = (path: string, days: number): void => {
    const then = Date.now() / 1000 - days * DAY_S;
    utimesSync(path, then, then);
  };

  it('loses entries that nobody used for 30 days when something new is written, and no others', () => {
    for (const [name, days] of [
      ['a', 31],
      ['b', 29],
    ] as const) {
      mkdirSync(other(name), { recursive: true, mode: 0o700 });
      writeFileSync(join(other(name), 'addon.node'), '');
      age(join(other(name), 'addon.node'), days);
      age(other(name), days);
    }
    writeFileSync(join(cache, 'mine.txt'), '');
    age(join(cache, 'mine.txt'), 31);
    unpack(packed, cache);
    expect(readdirSync(cache).sort()).toEqual([packed.sha256, 'b'.repeat(64), 'mine.txt'].sort());
  });

  it('knows from the time of the file that it is used', () => {
    unpack(packed, cache);
    age(file, 29);
    unpack(packed, cache);
    expect(Date.now() - statSync(file).mtimeMs).toBeLessThan(DAY_S * 1000);
  });

  it('loses what a crash left behind, but not what somebody is writing', () => {
    plantEntry();
    const left = join(entry, `.unfinished-${2 ** 22 + 1}-x`);
    const written = join(entry, `.unfinished-${process.ppid}-x`);
    writeFileSync(left, '');
    writeFileSync(written, '');
    unpack(packed, cache);
    expect(readdirSync(entry).sort()).toEqual([`.unfinished-${process.ppid}-x`, packed.file]);
  });
});

describe('processes', () => {
  const BYTES = 48 * 1024 * 1024;
  let source: string;
  let large: { readonly sha256: string };
  const unfinished = (): string[] => {
    const inside = join(cache, large.sha256);
    return existsSync(inside) ? readdirSync(inside).filter((name) => name.startsWith('.unfinished-')) : [];
  };

  beforeEach(() => {
    source = join(folder, 'large.node');
    const bytes = Buffer.alloc(BYTES, 'content that can be told from zeros ');
    writeFileSync(source, bytes);
    large = packedBytes('large.node', bytes);
  });

  it('that start at once all get the whole file, and leave nothing else', async () => {
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => run('unpack-file.ts', [source, cache])));
    const path = join(cache, large.sha256, 'large.node');
    for (const { code, stdout, stderr } of outcomes)
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: path, stderr: '' });
    expect(readFileSync(path).equals(readFileSync(source))).toBe(true);
    expect(readdirSync(join(cache, large.sha256))).toEqual(['large.node']);
  });

  it('that are killed while they write leave nothing that a later one would take', async () => {
    const child = start('unpack-file.ts', [source, cache]);
    const outcome = outcomeOf(child);
    const watch = setInterval(() => {
      const [name] = unfinished();
      if (name !== undefined && statSync(join(cache, large.sha256, name)).size > 0) child.kill('SIGKILL');
    }, 1);
    const { signal } = await outcome;
    clearInterval(watch);
    expect(signal).toBe('SIGKILL');
    expect(unfinished()).toHaveLength(1);

    const { stdout } = await run('unpack-file.ts', [source, cache]);
    expect(readFileSync(stdout).equals(readFileSync(source))).toBe(true);
    expect(readdirSync(join(cache, large.sha256))).toEqual(['large.node']);
  });
});
