import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeBundle } from './bundle.ts';
import type { ExecutableOptions } from '../options.ts';

const SOURCES = {
  'src/main.ts': `import { greeting } from './greeting.ts';\nconsole.log(greeting('Ada'), import.meta.url);\n`,
  'src/greeting.ts': 'export function greeting(name: string): string {\n  return `Hello, ${name}: \\u00e4`;\n}\n',
};

describe('a bundle', () => {
  let roots: string[];

  beforeEach(() => {
    roots = ['short', 'a-longer-name'].map((name) => {
      const root = join(realpathSync(mkdtempSync(join(tmpdir(), 'bundle-'))), name);
      mkdirSync(join(root, 'src'), { recursive: true });
      for (const [file, text] of Object.entries(SOURCES)) writeFileSync(join(root, file), text);
      return root;
    });
  });
  afterEach(() => roots.forEach((root) => rmSync(join(root, '..'), { recursive: true })));

  async function bundleIn(root: string, more: Partial<ExecutableOptions>) {
    const folder = join(root, 'dist', '.staging');
    mkdirSync(folder, { recursive: true });
    const options = { main: 'src/main.ts', outputPath: 'dist/tool', ...more };
    const { script, map, sha256 } = await makeBundle(options, root, {
      folder,
      name: 'tool',
      mapFolder: join(root, 'dist', 'symbols'),
    });
    return { text: readFileSync(script, 'utf8'), map: map && readFileSync(map, 'utf8'), sha256 };
  }

  it('of a release is the same in every folder, and so is its map', async () => {
    const [one, other] = await Promise.all(roots.map((root) => bundleIn(root, { flavour: 'release' })));
    expect(one).toEqual(other);
    expect(one?.text).not.toContain('sourceMappingURL');
    expect(JSON.parse(one?.map ?? '')).toMatchObject({
      file: 'tool.js',
      sources: ['../../src/greeting.ts', '../../src/main.ts'],
      x_generated_sha256: one?.sha256,
    });
  });

  it('for debugging holds a map that leads to the sources', async () => {
    const [root = ''] = roots;
    const { text, map } = await bundleIn(root, { flavour: 'debug' });
    expect(map).toBeUndefined();
    const [, data = ''] = /\n\/\/# sourceMappingURL=data:application\/json;base64,(.*)\n$/.exec(text) ?? [];
    const { sources } = JSON.parse(Buffer.from(data, 'base64').toString()) as { sources: string[] };
    expect(sources).toContain(pathToFileURL(join(root, 'src/main.ts')).href);
  });

  it('is ASCII, keeps its names when it is minified, and knows a URL of itself', async () => {
    const [root = ''] = roots;
    const { text } = await bundleIn(root, { bundle: { minify: true } });
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toContain('function greeting(name)');
    expect(text).toContain('pathToFileURL(__filename)');
  });

  it('is wrapped for the launcher when it gets the code cache of a warm run', async () => {
    const [root = ''] = roots;
    const warmUp = { until: 'Hello' };
    expect((await bundleIn(root, { warmUp })).text).toMatch(/^\(function \(exports, require[^]*\}\)\n$/);
    expect((await bundleIn(root, { warmUp, codeCache: false })).text).not.toMatch(/^\(function/);
    expect((await bundleIn(root, { warmUp, flavour: 'debug' })).text).not.toMatch(/^\(function/);
  });
});
