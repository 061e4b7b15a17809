import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { workspaceRoot } from '@bimetal/setup/workspace';

const BOUNDARY = '@nx/enforce-module-boundaries';
const RESTRICTED = 'no-restricted-imports';

/** Imports as somebody might write them one day: where, what, and the rules that must refuse it. */
const cases: { file: string; imports: string; refusedBy: string[] }[] = [
  // What the layers are for.
  { file: 'apps/ui/src/app/a.ts', imports: '@bimetal/bindings/browser', refusedBy: [] },
  { file: 'apps/ui/src/app/a.ts', imports: '@bimetal/contract', refusedBy: [] },
  { file: 'apps/ui/src/app/a.ts', imports: '@bimetal/client', refusedBy: [] },
  { file: 'libs/client/src/a.ts', imports: '@bimetal/contract', refusedBy: [] },
  { file: 'libs/contract/src/a.ts', imports: '@bimetal/bindings/browser', refusedBy: [] },
  { file: 'apps/api/src/a.ts', imports: '@bimetal/bindings', refusedBy: [] },
  { file: 'apps/api/src/a.ts', imports: '@bimetal/contract', refusedBy: [] },
  { file: 'libs/bindings/src/a.ts', imports: '@bimetal/addon', refusedBy: [] },
  // The page has no native code and no server.
  { file: 'apps/ui/src/app/a.ts', imports: '@bimetal/bindings', refusedBy: [RESTRICTED] },
  { file: 'apps/ui/src/app/a.ts', imports: '@bimetal/bindings/dist/index.js', refusedBy: [RESTRICTED] },
  { file: 'apps/ui/src/app/a.ts', imports: '@bimetal/addon', refusedBy: [BOUNDARY] },
  { file: 'apps/ui/src/app/a.ts', imports: '@bimetal/api', refusedBy: [BOUNDARY] },
  { file: 'apps/ui/src/app/a.ts', imports: '../../../api/src/main.js', refusedBy: [BOUNDARY] },
  { file: 'apps/ui/src/app/a.ts', imports: '../../../../libs/bindings/src/index.ts', refusedBy: [BOUNDARY] },
  // What the page and the API share runs in both.
  { file: 'libs/contract/src/a.ts', imports: '@bimetal/bindings', refusedBy: [RESTRICTED] },
  { file: 'libs/contract/src/a.ts', imports: '@bimetal/addon', refusedBy: [BOUNDARY] },
  { file: 'libs/contract/src/a.ts', imports: '@bimetal/client', refusedBy: [BOUNDARY] },
  { file: 'libs/client/src/a.ts', imports: '@bimetal/bindings', refusedBy: [BOUNDARY, RESTRICTED] },
  { file: 'libs/client/src/a.ts', imports: '@bimetal/api', refusedBy: [BOUNDARY] },
  { file: 'libs/contract/src/a.ts', imports: '@bimetal/api', refusedBy: [BOUNDARY] },
  // Only the bindings know the addon, and nobody below knows who is above.
  { file: 'apps/api/src/a.ts', imports: '@bimetal/addon', refusedBy: [BOUNDARY] },
  { file: 'apps/api/src/a.ts', imports: '../../../native/addon/index.js', refusedBy: [BOUNDARY] },
  { file: 'apps/api/src/a.ts', imports: '../../ui/src/main.js', refusedBy: [BOUNDARY] },
  { file: 'libs/bindings/src/a.ts', imports: '@bimetal/contract', refusedBy: [BOUNDARY] },
  { file: 'libs/bindings/src/a.ts', imports: '@bimetal/api', refusedBy: [BOUNDARY] },
  // No module imports itself by way of others.
  { file: 'libs/bindings/src/key-like.ts', imports: './key.js', refusedBy: [] },
  { file: 'libs/bindings/src/key-like.ts', imports: './store.js', refusedBy: ['workspace/no-circle'] },
  // What goes into the executable knows no tests; its own tests know it from outside alone.
  { file: 'apps/executable/src/a.ts', imports: '@bimetal/api', refusedBy: [] },
  { file: 'apps/executable/src/a.ts', imports: '@bimetal/api-e2e/server-process', refusedBy: [BOUNDARY] },
  { file: 'apps/executable/e2e/a.ts', imports: '@bimetal/api-e2e/server-process', refusedBy: [] },
  { file: 'apps/executable/e2e/a.ts', imports: '@bimetal/api', refusedBy: [BOUNDARY] },
  // A tool is taken into another workspace with what it names, and with nothing of how this one is set up.
  { file: 'tools/vscode-debug/src/a.ts', imports: '@bimetal/binaries', refusedBy: [] },
  { file: 'tools/nx-executable/src/a.ts', imports: '@bimetal/nx-rust/shared', refusedBy: [] },
  { file: 'tools/vscode-debug/src/a.ts', imports: '@bimetal/nx-rust/shared', refusedBy: [BOUNDARY] },
  { file: 'tools/nx-rust/src/a.ts', imports: '@bimetal/setup/workspace', refusedBy: [BOUNDARY] },
  { file: 'tools/setup/src/a.ts', imports: '@bimetal/binaries', refusedBy: [BOUNDARY] },
];

describe('the dependency rule', () => {
  let answers: { file: string; rules: string[] }[];

  beforeAll(() => {
    // A type import and a used value alike: neither may cross.
    const texts = cases.map(({ file, imports }) => ({
      file,
      text: `import * as imported from '${imports}';\n\nexport const found = imported;\n`,
    }));
    const program = join(import.meta.dirname, 'lint-text.ts');
    const env = { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
      cwd: workspaceRoot,
      encoding: 'utf8',
      env,
      input: JSON.stringify(texts),
    });
    if (status !== 0) throw new Error(`linting failed: ${stderr}`);
    answers = JSON.parse(stdout);
  }, 120_000);

  it.each(cases.map((one, index) => ({ ...one, index })))(
    '$file importing $imports: $refusedBy',
    ({ index, refusedBy }) => {
      expect(answers[index]?.rules).toEqual(refusedBy);
    },
  );
});
