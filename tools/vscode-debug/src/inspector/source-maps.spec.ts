import { Script } from './source-maps.ts';

// Three statements of main.ts, lines 3, 5 and 6, in lines 1 and 2 of the script.
const map = { version: 3, sources: ['../src/main.ts'], names: [], mappings: 'AAEA,IAEI;AACA' };
const inline = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
const script = new Script('1', 'file:///app/dist/main.js', inline);

it('knows its sources as paths', () => {
  expect(script.sources).toEqual(['/app/src/main.ts']);
});

it('finds where a place of the script was written', () => {
  expect(script.original({ line: 1, column: 5 })).toEqual({ file: '/app/src/main.ts', line: 5, column: 5 });
  expect(script.original({ line: 2, column: 1 })).toMatchObject({ line: 6 });
});

it('finds where a line of the source begins in the script', () => {
  expect(script.generated('/app/src/main.ts', { line: 3, column: 1 })).toEqual({ line: 1, column: 1 });
  expect(script.generated('/app/src/main.ts', { line: 6, column: 1 })).toMatchObject({ line: 2 });
  expect(script.generated('/app/src/other.ts', { line: 3, column: 1 })).toBeUndefined();
});

it('maps a workspace that was moved', () => {
  const pathOf = (path: string): string => path.replace('/app/', '/home/me/app/');
  const moved = new Script('1', 'file:///app/dist/main.js', inline, { pathOf });
  expect(moved.sources).toEqual(['/home/me/app/src/main.ts']);
  expect(moved.original({ line: 1, column: 1 }).file).toBe('/home/me/app/src/main.ts');
});

it('is its own source without a source map, and with one that is gone', () => {
  for (const url of [undefined, 'main.js.map', 'data:application/json;base64,e30']) {
    const plain = new Script('1', 'file:///nowhere/main.js', url);
    expect(plain.original({ line: 4, column: 2 })).toEqual({ file: '/nowhere/main.js', line: 4, column: 2 });
  }
});
