/** What both SQLite packages are told. Write-ahead log, and an fsync for each commit. */
export const PRAGMAS: readonly string[] = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA cache_size = -262144',
  'PRAGMA mmap_size = 2147483648',
  'PRAGMA temp_store = MEMORY',
];

export const TABLE = 'CREATE TABLE IF NOT EXISTS documents (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID';

export const SQL = {
  get: 'SELECT value FROM documents WHERE key = ?',
  put: 'INSERT INTO documents (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  remove: 'DELETE FROM documents WHERE key = ?',
  /** SQLite writes the text of a whole page by itself: measured, the fastest way to a JSON array. */
  page: `SELECT group_concat(',{"key":"' || key || '","value":' || value || '}', ''), max(key)
         FROM (SELECT key, value FROM documents WHERE key > ? ORDER BY key LIMIT ?)`,
  count: 'SELECT count(*) FROM documents WHERE key >= ? AND key < ?',
  first: 'SELECT value FROM documents WHERE key >= ? AND key < ? ORDER BY key LIMIT ?',
} as const;

/** The key that all keys with a prefix come before. */
export function after(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}

/** How many documents a page of the scan takes: some 256 KiB of text, by the length of the last page. */
export function nextPage(documents: number, characters: number): number {
  return Math.max(10, Math.round((documents * 256 * 1024) / characters));
}

export const FIRST_PAGE = 50;
