import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { warmCodeCache, WRAPPER } from './code-cache.ts';

const PROGRAM = `
  function greet(name) { return 'Hello, ' + name; }
  const { getAsset } = require('node:sea');
  console.log(greet(getAsset('name', 'utf8')), process.argv.slice(2).join());
  setInterval(() => {}, 1000);`;

describe('the code cache of a warm run', () => {
  let folder: string;
  const script = () => join(folder, 'tool.js');
  const warm = (program: string, until = 'Hello, Ada a,b') => {
    writeFileSync(join(folder, 'name'), 'Ada');
    writeFileSync(script(), `${WRAPPER.start}${program}\n${WRAPPER.end}\n`);
    const assets = [{ name: 'name', file: join(folder, 'name') }];
    return warmCodeCache({ args: ['a', 'b'], until }, { script: script(), assets, execArgv: [] });
  };

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'code-cache-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is accepted, holds more than one made without a run, and comes out the same each time', async () => {
    const one = readFileSync(await warm(PROGRAM));
    const other = readFileSync(await warm(PROGRAM));
    expect(one.equals(other)).toBe(true);
    const cold = new Script(readFileSync(script(), 'latin1'), { filename: 'tool.js' }).createCachedData();
    expect(one.length).toBeGreaterThan(cold.length);
  });

  it('is not made when the program ends before it has printed what it should', async () => {
    await expect(warm(`console.log('Bad weather');`)).rejects.toThrow(
      /without printing "Hello, Ada a,b"\.\nBad weather$/,
    );
  });
});
