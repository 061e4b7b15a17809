import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publish } from './publish.ts';
import { createStaging } from './staging.ts';

describe('publishing what was built', () => {
  let output: string;
  const target = () => join(output, 'debug');
  const stage = (files: Record<string, string>) => {
    const staging = createStaging(output, 'debug');
    for (const [name, text] of Object.entries(files)) writeFileSync(join(staging, name), text);
    return staging;
  };

  beforeEach(() => (output = mkdtempSync(join(tmpdir(), 'publish-'))));
  afterEach(() => rmSync(output, { recursive: true }));

  it('replaces a file by another one, so that whoever has the old one open keeps it', () => {
    expect(publish(stage({ 'one.node': 'old' }), target())).toBe(true);
    const inode = statSync(join(target(), 'one.node')).ino;
    expect(publish(stage({ 'one.node': 'new' }), target())).toBe(true);
    expect(statSync(join(target(), 'one.node')).ino).not.toBe(inode);
    expect(readFileSync(join(target(), 'one.node'), 'utf8')).toBe('new');
  });

  it('leaves a file alone that came out the same, and says so', () => {
    publish(stage({ 'one.node': 'same', 'index.d.ts': 'old' }), target());
    const { ino } = statSync(join(target(), 'one.node'));
    expect(publish(stage({ 'one.node': 'same', 'index.d.ts': 'new' }), target())).toBe(true);
    expect(statSync(join(target(), 'one.node')).ino).toBe(ino);
    expect(publish(stage({ 'one.node': 'same', 'index.d.ts': 'new' }), target())).toBe(false);
  });

  it('removes what the build no longer produces', () => {
    publish(stage({ 'one.node': 'a', 'index.js': 'loader' }), target());
    expect(publish(stage({ 'one.node': 'a' }), target())).toBe(true);
    expect(readdirSync(target())).toEqual(['one.node']);
  });

  it('clears away what a killed build left, and nothing of one that runs', () => {
    // The greatest process id of any system is far below this.
    const [dead, alive] = [join(output, '.staging-debug-999999999'), join(output, `.staging-debug-${process.ppid}`)];
    mkdirSync(dead);
    mkdirSync(alive);
    stage({});
    expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
  });
});
