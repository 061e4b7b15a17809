import { Key } from './key.js';
import { refused } from './refused.js';

// What this library reads itself. The rest goes to the addon unread, which refuses in the same words what does not fit.

/** LIMIT: as in the addon. */
const ITEMS_MAX = 1_000_000;
const CHUNK_BYTES_MAX = 1024 * 1024 * 1024;

/**
 * @internal The text of a key that is not one already. Callers look for themselves whether it is, so that a step into their
 * line arrives in Rust.
 */
export function keyText(key: unknown, name = 'key'): string {
  const text = typeof key === 'string' ? key : Key.textOf(key);
  if (text === undefined) {
    throw refused(name, "a key's text, or a Key");
  }
  return text;
}

/** @internal The texts of keys. */
export function keyTexts(keys: unknown): string[] {
  // Asked for once: that of a proxy may be another one the next time.
  const length = Array.isArray(keys) ? keys.length : Infinity;
  if (!Array.isArray(keys) || !(length <= ITEMS_MAX)) {
    throw refused('keys', 'an array of at most 1,000,000');
  }
  const texts: string[] = [];
  // Not `map`, which takes memory for the whole length of an array that has nothing in it.
  for (let index = 0; index < length; index += 1) {
    texts.push(keyText(keys[index], 'keys'));
  }
  return texts;
}

/** @internal Options that this library looks into. */
export function optionsOf<T extends object>(options: T | undefined): T {
  const given: unknown = options === undefined ? {} : options;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refused('options', 'an object');
  }
  return given as T;
}

/** @internal What may end something before its time. */
export function signalOf(signal: AbortSignal | undefined): AbortSignal | undefined {
  // Not `instanceof`: it may come from another realm.
  if (signal !== undefined && Object.prototype.toString.call(signal) !== '[object AbortSignal]') {
    throw refused('signal', 'an AbortSignal');
  }
  return signal;
}

/** @internal What is called while something runs. */
export function callbackOf<T>(name: string, callback: T | undefined): T | undefined {
  if (callback !== undefined && typeof callback !== 'function') {
    throw refused(name, 'a function');
  }
  return callback;
}

/** @internal The size of a chunk. */
export function chunkBytesOf(bytes: number): number {
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > CHUNK_BYTES_MAX) {
    throw refused('bytes', 'a whole number from 1 to 1 GiB');
  }
  return bytes;
}
