import { build } from 'esbuild';
import { runInNewContext } from 'node:vm';
import { lazyBuiltins } from './lazy-builtins.ts';

describe('a built-in module that is lazy', () => {
  const bundled = async (contents: string) => {
    const { outputFiles } = await build({
      stdin: { contents },
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      plugins: [lazyBuiltins(['https', 'node:tls'])],
    });
    const asked: string[] = [];
    const exported = { exports: {} as Record<string, unknown> };
    runInNewContext(outputFiles[0]?.text ?? '', {
      module: exported,
      exports: exported.exports,
      require: (name: string) => {
        asked.push(name);
        return { createServer: () => name, connect: () => name };
      },
    });
    return { asked, exports: exported.exports };
  };

  it.each([
    ['required', `const https = require('node:https'); exports.use = () => https.createServer();`],
    ['imported whole', `import * as https from 'https'; export const use = () => https.createServer();`],
    ['imported by default', `import https from 'node:https'; export const use = () => https.createServer();`],
    ['imported by name', `import { createServer } from 'node:https'; export const use = () => createServer();`],
  ])('is loaded when it is used, however it is %s', async (_, contents) => {
    const { asked, exports } = await bundled(contents);
    expect(asked).toEqual([]);
    expect((exports['use'] as () => string)()).toBe('node:https');
    expect(asked).toEqual(['node:https']);
  });

  it('leaves the others as they are', async () => {
    const { asked } = await bundled(`require('node:net'); require('node:tls');`);
    expect(asked).toEqual(['node:net']);
  });

  it('must be one that Node has', () => {
    expect(() => lazyBuiltins(['http', 'htpp'])).toThrow('Node has no built-in module htpp.');
  });
});
