/* Generated from the addon's debug build, which has everything. Do not edit: `npx nx write-declarations @bimetal/addon`. */

declare const noun: unique symbol;

/** What all handles have in common: nothing that JavaScript can look into. */
export interface Handle<Noun extends string> {
  readonly [noun]: Noun;
}

/** An open store. Many may use it at once. */
export type StoreHandle = Handle<'store'>;
/** Writes that are being gathered. One user at a time. */
export type BatchHandle = Handle<'batch'>;
/** The store as of one revision. Many may use it at once. */
export type SnapshotHandle = Handle<'snapshot'>;
/** An ordered position in a snapshot. One user at a time. */
export type CursorHandle = Handle<'cursor'>;
/** A place in the changes of a store. One user at a time. */
export type FeedHandle = Handle<'change feed'>;

export interface OpenOptions {
  /** The engine of a new folder. A folder that has another is refused. */
  engine?: string | undefined;
  valueBytesMax?: number | undefined;
  valueDepthMax?: number | undefined;
  /** How many changes the store remembers for feeds that lag. */
  changesMax?: number | undefined;
}

export interface StoreInfo {
  path: string;
  engine: string;
  formatVersion: number;
  lastRevision: bigint;
  documents: number;
}

export interface CursorOptions {
  /** 0 to 8 characters that the keys start with. */
  prefix?: string | undefined;
}

export interface Entry {
  key: string;
  value: string;
  revision: bigint;
}

export interface Change {
  key: string;
  revision: bigint;
  kind: 'put' | 'remove';
}

export type Changes = { kind: 'changes'; changes: Change[] } | { kind: 'empty' } | { kind: 'expired' };

export interface BuildInfo {
  version: string;
  /** The Cargo profile: `debug`, `release` or `profiling`. */
  profile: string;
  /** Lower-case hexadecimal; what the linker wrote into the loaded module. */
  buildId: string;
  debugAssertions: boolean;
}

// Registered through raw Node-API (src/raw.rs), because they are hot. The rest is registered by napi's macro.

/** Adds two numbers as 32-bit integers; it measures what a call costs. */
export declare function add(a: number, b: number): number;

/** The value under a key, or `undefined`. */
export declare function storeGet(store: StoreHandle, key: string): string | undefined;

/** The value under a key as of the snapshot, or `undefined`. */
export declare function snapshotGet(snapshot: SnapshotHandle, key: string): string | undefined;

/**
 * Fills the buffer with the next part of one JSON array text, `[{"key":…,"value":…},…]`.
 *
 * Returns the number of bytes written; 0 when the text is complete; and -n when the next part needs a buffer of n bytes,
 * with nothing written. A buffer of length 0 is the error BUFFER_ZERO_LENGTH.
 */
export declare function cursorRead(cursor: CursorHandle, buffer: Uint8Array): number;

// Without this TypeScript would take `noun` for an export too.
export {};
