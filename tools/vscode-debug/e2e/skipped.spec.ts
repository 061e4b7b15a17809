import { describeDebugging } from './debugging.ts';
import { Sources } from './sources.ts';

const TEXT = `const { twice } = require('wrapper');
function own(n) {
  return n;
}
function main() {
  console.log('one'); // LOG
  require('./other.js'); // REQUIRE
  const four = twice(own(2)); // TWICE
  return four;
}
main();
`;

describeDebugging('scripts that steps pass through', () => {
  const program = (sources: Sources): void => {
    sources.put('main.js', TEXT);
    sources.put('other.js', `exports.other = 1;\n`);
    sources.put('node_modules/wrapper/index.js', `exports.twice = (n) => {\n  return 2 * n;\n};\n`);
  };

  it('are those of Node: a step into console.log goes over it, and one into require to the script', async () => {
    await using sources = new Sources();
    program(sources);
    await sources.launch('main.js', { 'main.js': ['LOG'] });
    const { threadId } = await sources.stopped();
    expect((await sources.go('stepIn', threadId)).stack[0]).toBe('main main.js:7');
    expect((await sources.go('stepIn', threadId)).stack[0]).toMatch(/other\.js:1$/);
    expect((await sources.go('stepOut', threadId)).stack[0]).toMatch(/^main main\.js:[78]$/);
    const frames = await sources.client.stack(threadId);
    expect(
      frames.some(({ presentationHint, source }) => presentationHint === 'subtle' && source?.path === undefined),
    ).toBe(true);
  });

  it('are those that skipFiles names', async () => {
    await using sources = new Sources();
    program(sources);
    const skipFiles = ['<node_internals>/**', '**/node_modules/**'];
    await sources.launch('main.js', { 'main.js': ['TWICE'] }, { skipFiles });
    const { threadId } = await sources.stopped();
    expect((await sources.go('stepIn', threadId)).stack[0]).toBe('own main.js:3');
    expect((await sources.go('stepOut', threadId)).stack[0]).toMatch(/^main main\.js:8$/);
    expect((await sources.go('stepIn', threadId)).stack[0]).toBe('main main.js:9');
  });
});
