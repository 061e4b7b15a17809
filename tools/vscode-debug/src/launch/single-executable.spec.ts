import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configurationOf } from './configuration.ts';
import { isSingleExecutable, singleExecutable } from './single-executable.ts';
import { lldbRequest } from './start.ts';

const folder = mkdtempSync(join(tmpdir(), 'single-executable-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MAGIC = 0x0143da20;
const ASSETS = 1 << 3;
const [NONE, FROM_ENVIRONMENT] = [0, 1];
const map = 'data:application/json;base64,e30=';

function part(text: string): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([size, Buffer.from(text)]);
}

function numbers(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => buffer.writeUInt32LE(value, 4 * index));
  return buffer;
}

/** An ELF file with one segment, of notes: one that somebody else wrote, and Node's. */
function executable(
  name: string,
  script: string,
  options = FROM_ENVIRONMENT,
  assets: Record<string, string> = {},
): string {
  const content = Object.entries(assets).flatMap(([key, value]) => [part(key), part(value)]);
  const blob = Buffer.concat([
    numbers(MAGIC, content.length > 0 ? ASSETS : 0),
    Buffer.from([options, 0]),
    part(name),
    part(script),
    ...(content.length > 0 ? [numbers(Object.keys(assets).length, 0), ...content] : []),
  ]);
  const notes = Buffer.concat([
    numbers(4, 4, 3),
    Buffer.from('GNU\0abcd'),
    numbers(14, blob.length, 0),
    Buffer.from('NODE_SEA_BLOB\0\0\0'),
    blob,
  ]);
  const header = Buffer.alloc(64 + 56);
  header.write('\x7fELF\x02\x01', 'latin1');
  header.writeBigUInt64LE(64n, 0x20);
  header.writeUInt16LE(56, 0x36);
  header.writeUInt16LE(1, 0x38);
  header.writeUInt32LE(4, 64);
  header.writeBigUInt64LE(BigInt(header.length), 64 + 8);
  header.writeBigUInt64LE(BigInt(notes.length), 64 + 32);
  const file = join(folder, `program-${options}-${Object.keys(assets).length}`);
  writeFileSync(file, Buffer.concat([header, notes]), { mode: 0o755 });
  return file;
}

it('finds the main script with the name and the map that V8 will know', () => {
  const file = executable('/work/dist/main.js', `run();\n//# sourceMappingURL=${map}\n`);
  const [main] = singleExecutable(file)?.scripts ?? [];
  expect(main).toMatchObject({ url: 'file:///work/dist/main.js', path: '/work/dist/main.js', sourceMapUrl: map });
});

it('finds scripts among the assets, and takes a bare name to lie beside the executable', () => {
  const file = executable('launcher.js', 'launch()', NONE, { 'page/page.js': 'page()', 'main.js': 'run()', addon: '' });
  const found = singleExecutable(file);
  expect(found?.options).toBe('none');
  expect(found?.scripts.map(({ url, path }) => [url, path])).toEqual([
    ['launcher.js', join(folder, 'launcher.js')],
    ['main.js', join(folder, 'main.js')],
  ]);
});

it('takes nothing else for one', () => {
  const text = join(folder, 'text');
  writeFileSync(text, 'no program');
  for (const file of [process.execPath, text, join(folder, 'missing')]) expect(isSingleExecutable(file)).toBe(false);
});

it('is started with its own arguments, and is told by the environment to wait for the debugger', () => {
  const launch = {
    program: executable('main.js', 'run()'),
    args: ['serve'],
    env: { NODE_OPTIONS: '--trace-warnings' },
  };
  const { args, firstExpression } = lldbRequest(configurationOf(launch, 'launch', '/plugin'));
  expect(args).toMatchObject({
    program: launch.program,
    args: ['serve'],
    env: ['NODE_OPTIONS=--trace-warnings --inspect-brk=127.0.0.1:0'],
  });
  const told = { env: { NODE_OPTIONS: 'x' }, execArgv: ['--inspect-brk=127.0.0.1:0'] };
  new Function('process', firstExpression ?? '')(told);
  expect(told).toEqual({ env: { NODE_OPTIONS: '--trace-warnings' }, execArgv: [] });
});

it('is refused when it hears nobody', () => {
  const program = executable('main.js', 'run()', NONE);
  expect(() => lldbRequest(configurationOf({ program }, 'launch', '/plugin'))).toThrow('execArgvExtension');
});
