import { type Contender, type ContenderName } from './contender.ts';

/** Opens a store in a folder that is empty or holds one of its kind. */
export async function openContender(name: ContenderName, folder: string): Promise<Contender> {
  switch (name) {
    case 'log':
    case 'redb':
      return (await import('./contenders/bimetal.ts')).openBimetal(folder, name);
    case 'lmdb':
      return (await import('./contenders/lmdb.ts')).openLmdb(folder);
    case 'classic-level':
      return (await import('./contenders/classic-level.ts')).openClassicLevel(folder);
    case 'better-sqlite3':
      return (await import('./contenders/better-sqlite3.ts')).openBetterSqlite(folder);
    case 'node:sqlite':
      return (await import('./contenders/node-sqlite.ts')).openNodeSqlite(folder);
  }
}
