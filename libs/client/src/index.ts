/** Bimetal over HTTP, for browsers and Node: typed, with retries that are safe, and a feed that resumes. */
export { type BatchOutcome, type Operation } from './batch.js';
export { type ChangesOptions, type Interruption } from './changes.js';
export { Client, type ClientOptions, type PatchOptions } from './client.js';
export { type ClientCode, ClientError, type ErrorCode, isClientError } from './client-error.js';
export { type FeedEvent } from './feed-event.js';
export { type Entry, ImportBrokenOff, type Imported, type ImportOptions } from './import.js';
export { type Common, type Item, type ListOptions, type ListTextOptions, type Page } from './list.js';
export { type Created, type Stored, type Written } from './stored.js';
export { type CallOptions, type TransportOptions } from './transport.js';
export { type Change, type UpdateOptions } from './update.js';
export { type ConditionOptions, type ExpiryOptions, type PutOptions, type WriteOptions } from './write.js';
