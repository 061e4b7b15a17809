import { type Entry } from './documents.ts';

/**
 * A store as the benchmark sees it. Each implementation uses its package in the fastest way found that keeps what the row
 * promises: a put is on disk when it is answered, a text is the same text.
 */
export interface Contender {
  /** The JSON text under a key. */
  get(key: string): string | undefined;
  /** Writes entries as one durable unit. */
  load(entries: readonly Entry[]): Promise<void> | void;
  /** Writes one entry; durable when answered. A synchronous store blocks, and answers nothing. */
  put(key: string, value: string): Promise<unknown> | void;
  /** Removes one entry; durable when answered. */
  remove(key: string): Promise<unknown> | void;
  /**
   * Writes all documents in key order as the text `[{"key":…,"value":…},…]` in parts into memory that may be used again,
   * and shows each part.
   */
  scan(show: (part: Uint8Array) => void): Promise<void> | void;
  /** How many keys begin with a prefix, and the values of the first of them. */
  firstOf(prefix: string, limit: number): Promise<First> | First;
  /** Whether background work (compaction) is over. */
  isQuiet(): boolean;
  close(): Promise<void> | void;
}

export type First = { count: number; values: string[] };

export type ContenderName = 'log' | 'redb' | 'lmdb' | 'classic-level' | 'better-sqlite3' | 'node:sqlite';

/** Ours is measured, redb is shown beside it, and the others are the peers. */
export const OURS: ContenderName = 'log';
export const BESIDE: ContenderName = 'redb';
export const PEERS: readonly ContenderName[] = ['lmdb', 'classic-level', 'better-sqlite3', 'node:sqlite'];
export const ALL: readonly ContenderName[] = [OURS, ...PEERS, BESIDE];

/** Stores whose concurrent writers a user would gather by hand into one transaction a tick. LMDB's package does it. */
export const BATCHED_BY_HAND: ReadonlySet<ContenderName> = new Set(['classic-level', 'better-sqlite3', 'node:sqlite']);
