import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where Nx keeps its cache, with the record of its last run, and its project graph. Absolute. */
export type NxFolders = { cache: string; workspaceData: string };

/** As Nx decides it: by a variable, else by nx.json, else below `.nx`. */
export function nxFolders(root: string, env: NodeJS.ProcessEnv): NxFolders {
  const { cacheDirectory } = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8')) as { cacheDirectory?: string };
  return {
    cache: resolve(root, env['NX_CACHE_DIRECTORY'] || cacheDirectory || '.nx/cache'),
    workspaceData: resolve(root, env['NX_WORKSPACE_DATA_DIRECTORY'] || '.nx/workspace-data'),
  };
}

/** The same in words for Nx: said outright, nothing else that Nx reads (a `.env` file) can mean another folder. */
export function nxFolderVariables({ cache, workspaceData }: NxFolders): Record<string, string> {
  return { NX_CACHE_DIRECTORY: cache, NX_WORKSPACE_DATA_DIRECTORY: workspaceData };
}
