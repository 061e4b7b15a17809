import { pathToFileURL } from 'node:url';
import { describeDebugging } from './debugging.ts';
import { Sources } from './sources.ts';

const TEXT = `function twice(n: number): number {
  const doubled: number = n * 2; // HERE
  return doubled;
}
console.log(twice(21));
`;

describeDebugging('places of sources', () => {
  /** Stops at the mark, in the very file, with its values, which takes both readers of maps. */
  const stopsIn = async (sources: Sources, program: string, file = 'src/a.ts'): Promise<void> => {
    await sources.launch(program, { [file]: ['HERE'] });
    const { threadId } = await sources.stopped();
    const [frame] = await sources.client.stack(threadId);
    expect(frame).toMatchObject({ name: 'twice', line: 2, source: { path: sources.at(file) } });
    expect(await sources.client.locals(frame?.id ?? 0)).toContainEqual(
      expect.objectContaining({ name: 'n', value: '21' }),
    );
    await sources.finish(threadId);
  };

  it('below a source root that is an address', async () => {
    await using sources = new Sources();
    sources.compile('src/a.ts', TEXT, {
      map: (map) => ({ ...map, sourceRoot: pathToFileURL(sources.at('src')).href, sources: ['a.ts'] }),
    });
    await stopsIn(sources, 'dist/a.js');
  });

  it('in a map of sections', async () => {
    await using sources = new Sources();
    sources.compile('src/a.ts', TEXT, {
      map: (map) => ({ version: 3, sections: [{ offset: { line: 0, column: 0 }, map }] }),
    });
    await stopsIn(sources, 'dist/a.js');
  });

  it('in a map that is text inside the script', async () => {
    await using sources = new Sources();
    sources.compile('src/a.ts', TEXT, {
      address: (map) => `data:application/json;charset=utf-8,${encodeURIComponent(map)}`,
    });
    await stopsIn(sources, 'dist/a.js');
  });

  it('in a map at the address of a file', async () => {
    await using sources = new Sources();
    sources.compile('src/a.ts', TEXT, { address: (_map, file) => pathToFileURL(file).href });
    await stopsIn(sources, 'dist/a.js');
  });

  it('in a bundle of webpack', async () => {
    await using sources = new Sources();
    sources.compile('src/a.ts', TEXT, { map: (map) => ({ ...map, sources: ['webpack://app/./src/a.ts'] }) });
    await stopsIn(sources, 'dist/a.js');
  });

  it('in a script that webpack has evaluate', async () => {
    await using sources = new Sources();
    const compiled = sources.compile('src/a.ts', TEXT, {
      to: 'dist/inner.js',
      map: (map) => ({ ...map, sources: ['webpack://app/./src/a.ts'], sourceRoot: '' }),
      address: (map) => `data:application/json;charset=utf-8;base64,${Buffer.from(map).toString('base64')}`,
    });
    sources.put(
      'dist/main.js',
      `const text = require('fs').readFileSync(${JSON.stringify(compiled)}, 'utf8');\neval(text + '\\n//# sourceURL=webpack-internal:///./src/a.ts\\n');\n`,
    );
    await stopsIn(sources, 'dist/main.js');
  });

  it('behind a symbolic link, named as the editor does', async () => {
    await using sources = new Sources();
    sources.compile('real/src/a.ts', TEXT, { to: 'real/dist/a.js' });
    sources.link('link', 'real');
    await stopsIn(sources, 'link/dist/a.js', 'link/src/a.ts');
  });

  it('behind a symbolic link, of a script that is its own source', async () => {
    await using sources = new Sources();
    sources.put('real/a.js', TEXT.replaceAll(/: number/g, ''));
    sources.link('link', 'real');
    await stopsIn(sources, 'link/a.js', 'link/a.js');
  });
});
