import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { nxFolders, nxFolderVariables } from './nx-folders.ts';

describe('the folders of Nx', () => {
  let root: string;

  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'bimetal-folders-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it.each([
    ['below .nx', {}, {}, '.nx/cache'],
    ['where nx.json says', { cacheDirectory: 'kept' }, {}, 'kept'],
    ['where the variable says, whatever nx.json says', { cacheDirectory: 'kept' }, { NX_CACHE_DIRECTORY: '/x' }, '/x'],
    ['from the root, when the variable is relative', {}, { NX_CACHE_DIRECTORY: 'x' }, 'x'],
    ['as if the variable were not set, when it is empty', {}, { NX_CACHE_DIRECTORY: '' }, '.nx/cache'],
  ])('are %s', (_where, nxJson, env, cache) => {
    writeFileSync(join(root, 'nx.json'), JSON.stringify(nxJson));
    expect(nxFolders(root, env)).toEqual({
      cache: resolve(root, cache),
      workspaceData: join(root, '.nx/workspace-data'),
    });
  });

  it('are told to Nx, which then looks nowhere else', () => {
    writeFileSync(join(root, 'nx.json'), '{}');
    const folders = nxFolders(root, { NX_WORKSPACE_DATA_DIRECTORY: '/data' });
    expect(nxFolderVariables(folders)).toEqual({
      NX_CACHE_DIRECTORY: join(root, '.nx/cache'),
      NX_WORKSPACE_DATA_DIRECTORY: '/data',
    });
  });
});
