import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { BrokenSetUp } from '../testing/broken-set-up.ts';

const MEND = 'npx tsc --build --force apps/api/tsconfig.lib.json';

function buildOnPaper(broken: BrokenSetUp): void {
  broken.write('apps/api/src/main.ts', '');
  broken.write('apps/api/dist/main.js', 'start();\n//# sourceMappingURL=main.js.map');
  broken.write('apps/api/dist/main.js.map', '{"sources":["../src/main.ts"],"sourceRoot":""}');
}

describe('source maps', () => {
  it('are fine when each script has one, with its sources', async () => {
    using broken = new BrokenSetUp();
    buildOnPaper(broken);
    expect(await broken.diagnosis('source maps')).toMatchObject({ verdict: 'fine' });
  });

  it.each([
    ['apps/api/dist/main.js.map', 'apps/api/dist/main.js names main.js.map, and there is no such file'],
    ['apps/api/src/main.ts', 'apps/api/dist/main.js.map names ../src/main.ts, and there is no such file'],
  ])('are named when %s is missing', async (file, says) => {
    using broken = new BrokenSetUp();
    buildOnPaper(broken);
    rmSync(join(broken.setUp.root, file));
    expect(await broken.diagnosis('source maps')).toEqual({ name: 'source maps', verdict: 'broken', says, mend: MEND });
  });

  it('are named when a script was compiled without', async () => {
    using broken = new BrokenSetUp();
    buildOnPaper(broken);
    broken.write('libs/bindings/dist/index.js', 'export {};\n');
    expect(await broken.diagnosis('source maps')).toMatchObject({
      verdict: 'broken',
      says: 'libs/bindings/dist/index.js names no source map',
    });
  });

  it('wait for a build', async () => {
    using broken = new BrokenSetUp();
    expect(await broken.diagnosis('source maps')).toMatchObject({
      verdict: 'broken',
      mend: 'npx nx build @bimetal/api',
    });
  });
});
