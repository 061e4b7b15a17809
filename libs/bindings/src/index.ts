/** A durable store of JSON documents with a Rust core. Pages import `@bimetal/bindings/browser` instead. */
export * from './browser.js';
export { addonInfo, bringAddon, loadAddon, type AddonInfo, type AddonSource } from './addon.js';
export { Batch } from './batch.js';
export { BatchText } from './batch-text.js';
export { ChangeFeed, type Change, type Changes, type FollowOptions } from './change-feed.js';
export {
  ChangeTextFeed,
  type ChangeTextOptions,
  type ChangeTextPart,
  type ChangeTextStep,
  type ToldChanges,
} from './change-text-feed.js';
export { type ChunkOptions } from './chunks.js';
export { type CommitTimes } from './commit-times.js';
export { Cursor, type CursorRead, type Entry, type EventsRead } from './cursor.js';
export { sendDatagram } from './datagram.js';
export { type Document } from './document.js';
export { Import, type Imported, type ImportOptions, type ImportPlace } from './import.js';
export { type JsonText } from './json-text.js';
export { type KeyLike } from './key-like.js';
export { Memos } from './memos.js';
export { type NamedNote, type Note, Notes } from './notes.js';
export { type Engine, type OpenOptions } from './open-options.js';
export { type OperationOptions, type OperationProgress } from './operation.js';
export { type Patched, type PatchKind, type PatchOptions } from './patches.js';
export { type CursorOptions, type RangeOptions } from './range-options.js';
export { Snapshot } from './snapshot.js';
export {
  type BackgroundFailure,
  type CheckReport,
  type Commits,
  type Statistics,
  type SyncHistogram,
} from './statistics.js';
export { Store } from './store.js';
export { type ChangesOptions, type StoreInfo } from './store-info.js';
export { type TaggedText } from './tagged-text.js';
export { type Place, type TextOptions } from './text-options.js';
export { type ConditionOptions, type PutOptions } from './write-options.js';
export { metDocument, revisionOf, type WriteOutcome } from './write-outcome.js';
