import { realpathSync } from 'node:fs';
import ts from 'typescript';
import { describeDebugging } from './debugging.ts';
import { BETWEEN, NEWEST } from './matrix-versions.ts';
import { Sources } from './sources.ts';

const SERVICE = `export function tick(n: number): number {
  const doubled: number = n * 2; // TICK
  return doubled;
}
const first: number = tick(1); // TOP
export const ready = first > 0;
`;
const SERVER = `import { tick, ready } from './svc';
let count = 0; // FIRST
const timer = setInterval(() => {
  count += tick(count + 1);
  if (count > 20 && ready) clearInterval(timer);
}, 5);
`;

const nodes = [NEWEST, ...BETWEEN].filter(({ lldbDap }) => /22/.test(String(lldbDap)));

describeDebugging('breakpoints in scripts, however they are loaded', () => {
  const required = (sources: Sources): void => {
    sources.compile('src/svc.ts', SERVICE);
    sources.compile('src/srv.ts', SERVER);
  };

  it.each(nodes)('stop in a script that is required, and in its top level, with $name', async ({ node }) => {
    await using sources = new Sources();
    required(sources);
    const runtimeExecutable = realpathSync(node ?? '');
    await sources.launch('dist/srv.js', { 'src/svc.ts': ['TICK', 'TOP'] }, { runtimeExecutable });
    const top = await sources.stopped();
    expect(top.stack[0]).toMatch(/svc\.ts:5$/);
    const called = await sources.go('continue', top.threadId);
    expect(called).toMatchObject({ reason: 'breakpoint' });
    expect(called.stack.slice(0, 2)).toEqual(['tick svc.ts:2', expect.stringMatching(/svc\.ts:5$/)]);
    const later = await sources.go('continue', called.threadId);
    expect(later.stack[0]).toBe('tick svc.ts:2');
    expect(later.stack[1]).toMatch(/srv\.ts:4$/);
  });

  it('stop at the first statement of a script that is required', async () => {
    await using sources = new Sources();
    sources.put('a.js', `const x = 1; // HERE\nmodule.exports = x;\n`);
    sources.compile('src/b.ts', `export = 1; // HERE\n`);
    sources.put('main.js', `require('./a.js');\nrequire('./dist/b.js');\n`);
    await sources.launch('main.js', { 'a.js': ['HERE'], 'src/b.ts': ['HERE'] });
    const first = await sources.stopped();
    expect(first.stack[0]).toMatch(/a\.js:1$/);
    const second = await sources.go('continue', first.threadId);
    expect(second.stack[0]).toMatch(/b\.ts:1$/);
    await sources.finish(second.threadId);
  });

  it('do not take from a step what it was to end at, when a script is required on its way', async () => {
    await using sources = new Sources();
    required(sources);
    sources.put('main.js', `const before = 1; // BEFORE\nrequire('./dist/srv.js');\nconst after = 2;\n`);
    await sources.launch('main.js', { 'main.js': ['BEFORE'], 'src/svc.ts': [] });
    const { threadId } = await sources.stopped();
    await sources.client.setBreakpoints(sources.at('src/other.ts'), [{ line: 1 }]);
    expect((await sources.go('next', threadId)).stack[0]).toMatch(/main\.js:2$/);
    const after = await sources.go('next', threadId);
    expect(after).toMatchObject({ reason: 'step' });
    expect(after.stack[0]).toMatch(/main\.js:3$/);
  });

  it('step into a script that is required', async () => {
    await using sources = new Sources();
    required(sources);
    sources.put('main.js', `const before = 1;\nrequire('./dist/svc.js'); // REQUIRE\nconst after = 2;\n`);
    await sources.launch('main.js', { 'main.js': ['REQUIRE'] });
    const { threadId } = await sources.stopped();
    expect((await sources.go('stepIn', threadId)).stack[0]).toMatch(/svc\.ts:\d+$/);
  });

  it('stop in the module of another query, at its path, with its values', async () => {
    await using sources = new Sources();
    const text = `export function tick(n: number): number {\n  const doubled = n * 2;\n  return doubled; // TICK\n}\n`;
    sources.compile('src/tick.ts', text, { module: ts.ModuleKind.ESNext, to: 'dist/tick.mjs' });
    sources.put('dist/plain.mjs', `export function plain(n) {\n  return n; // PLAIN\n}\n`);
    sources.put(
      'dist/main.mjs',
      `for (const n of [1, 2]) {\n  (await import('./tick.mjs?n=' + n)).tick(n);\n  (await import('./plain.mjs?n=' + n)).plain(n);\n}\n`,
    );
    await sources.launch('dist/main.mjs', { 'src/tick.ts': ['TICK'], 'dist/plain.mjs': ['PLAIN'] });
    for (const n of [1, 2]) {
      for (const [place, name, value] of [
        ['tick tick.ts:3', 'doubled', 2 * n],
        ['plain plain.mjs:2', 'n', n],
      ] as const) {
        const { threadId, stack } = await sources.stopped();
        expect(stack[0]).toBe(place);
        const [frame] = await sources.client.stack(threadId);
        expect(frame?.source?.path).not.toContain('?');
        expect(await sources.client.locals(frame?.id ?? 0)).toContainEqual(
          expect.objectContaining({ name, value: String(value) }),
        );
        await sources.client.request('continue', { threadId });
      }
    }
    await sources.client.event('terminated');
  });

  it('stop at the right line only, in a script that is compiled while it is loaded', async () => {
    await using sources = new Sources();
    const lines = `enum Kind { A, B }\n\nexport function f(n: number): number {\n  const x = n + Kind.B; // HERE\n  return x;\n}\nlet sum = 0;\nfor (let i = 0; i < 3; i++) sum += f(i);\nconsole.log('sum', sum);\n`;
    sources.put('main.ts', lines);
    // What ts-node does, and Jest: the script has the name of its source, and a map inside.
    sources.put(
      'register.cjs',
      `const ts = require(${JSON.stringify(import.meta.resolve('typescript').replace('file://', ''))});
require.extensions['.ts'] = (module, file) => {
  const text = require('fs').readFileSync(file, 'utf8');
  const { outputText } = ts.transpileModule(text, { fileName: file, compilerOptions: { module: 1, target: 9, inlineSourceMap: true } });
  module._compile('\\n\\n\\n' + outputText.replace(/base64,(.*)/, (_, map) => {
    const read = JSON.parse(Buffer.from(map, 'base64'));
    return 'base64,' + Buffer.from(JSON.stringify({ ...read, sources: [file], mappings: ';;;' + read.mappings })).toString('base64');
  }), file);
};
`,
    );
    sources.put('start.cjs', `require('./register.cjs');\nrequire('./main.ts');\n`);
    await sources.launch('start.cjs', { 'main.ts': ['HERE'] });
    let { threadId, stack } = await sources.stopped();
    for (let stop = 0; stop < 3; stop++) {
      expect(stack[0]).toBe('f main.ts:4');
      if (stop < 2) ({ threadId, stack } = await sources.go('continue', threadId));
    }
    await sources.finish(threadId);
    expect(sources.client.output).toContain('sum 6');
  });
});
