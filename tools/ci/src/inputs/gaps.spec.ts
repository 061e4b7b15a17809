import { workspaceRoot } from '@bimetal/setup/workspace';

import { gaps } from './gaps.ts';

describe('a gap in the inputs', () => {
  const spec = 'tools/ci/src/a.spec.ts';
  const variable = 'process' + ".env['SEED']";
  const found = (source: string, more: string[] = [], variables: string[] = []) =>
    gaps(
      { id: 'ci:test', root: 'tools/ci', files: [spec, 'tools/ci/src/a.ts', ...more], variables },
      workspaceRoot,
      (file) => (file === spec ? source : ''),
    );

  it('is a file or a variable that a test reads and Nx does not hash', () => {
    expect(found(`read('docs/platforms.md'); ${variable}`)).toEqual([
      `ci:test: ${spec} reads SEED, which is not among its inputs; name it there.`,
      `ci:test: ${spec} reads docs/platforms.md, which is not among its inputs; name it there.`,
    ]);
  });

  it('is none when both are named, nor what is built or installed', () => {
    expect(found(`read('docs/platforms.md'); ${variable}`, ['docs/platforms.md'], ['SEED'])).toEqual([]);
    expect(found(`read('node_modules/nx/package.json')`)).toEqual([]);
  });
});
