import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { watchContents } from './changes.ts';

describe('watching contents', () => {
  let root: string;
  let seen: string[];
  let watcher: { close(): Promise<void> };
  let isOver: boolean;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bimetal-watch-'));
    seen = [];
    isOver = false;
    write('dist/main.js', 'one');
    const files = { root, folders: ['dist', 'later/dist'], endings: ['.js', '.node'] };
    watcher = watchContents(files, (path) => seen.push(path));
  });

  afterEach(async () => {
    isOver = true;
    await watcher.close();
    rmSync(root, { recursive: true });
  });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  /** Changes the file until the watcher has seen it. */
  async function untilSeen(path: string, change: () => void): Promise<void> {
    while (!seen.includes(path) && !isOver) {
      change();
      await new Promise((tick) => setTimeout(tick, 20));
    }
  }

  /** The watcher takes its time to begin, and is silent until then whatever happens. */
  async function begun(): Promise<void> {
    await untilSeen('dist/begun.js', () => write('dist/begun.js', 'begun'));
    seen = [];
  }

  it('tells of a file with another content, and of no other', async () => {
    await begun();
    write('dist/main.js', 'one');
    write('dist/main.js.map', 'two');
    await untilSeen('dist/mark.js', () => write('dist/mark.js', 'mark'));
    expect(seen).toEqual(['dist/mark.js']);
    await untilSeen('dist/main.js', () => write('dist/main.js', 'two'));
    expect(seen).toEqual(['dist/mark.js', 'dist/main.js']);
  });

  it('tells of a file that is renamed into place, as an addon is', async () => {
    await untilSeen('dist/addon.node', () => {
      write('dist/addon.node.new', 'built');
      renameSync(join(root, 'dist/addon.node.new'), join(root, 'dist/addon.node'));
    });
    expect(seen).toEqual(['dist/addon.node']);
  });

  it('tells of files in a folder that was removed and made anew', async () => {
    await untilSeen('dist/main.js', () => write('dist/main.js', 'two'));
    seen = [];
    rmSync(join(root, 'dist'), { recursive: true });
    await untilSeen('dist/main.js', () => write('dist/main.js', 'three'));
  });

  it('does not look beside its folders', async () => {
    await begun();
    write('src/main.js', 'one');
    await untilSeen('dist/mark.js', () => write('dist/mark.js', 'mark'));
    expect(seen).toEqual(['dist/mark.js']);
  });

  it('tells of files in a folder that was not there yet', async () => {
    await untilSeen('later/dist/index.js', () => write('later/dist/index.js', 'built'));
    expect(seen).toEqual(['later/dist/index.js']);
  });
});
