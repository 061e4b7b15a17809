/** A durable store of JSON documents with a Rust core. Pages import `@bimetal/bindings/browser` instead. */
export * from './browser.js';
export { addonInfo, loadAddon, type AddonInfo } from './addon.js';
export { Batch } from './batch.js';
export { ChangeFeed, type Change, type Changes, type FollowOptions } from './change-feed.js';
export { type ChunkOptions } from './chunks.js';
export { Cursor, type CursorRead, type Entry } from './cursor.js';
export { Snapshot, type RangeOptions } from './snapshot.js';
export { Store, type ChangesOptions, type JsonText, type KeyLike, type OpenOptions, type StoreInfo } from './store.js';
