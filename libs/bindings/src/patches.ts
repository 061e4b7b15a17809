import type * as Addon from '@bimetal/addon';
import { type JsonText } from './json-text.js';
import { fromNative } from './native-error.js';
import { type Revision } from './revision.js';
import { type PutOptions } from './write-options.js';

/** How a patch is written: JSON Merge Patch (RFC 7396), or JSON Patch (RFC 6902). */
export type PatchKind = 'merge' | 'json';

/** How a document is patched. Without `ttlMs` and `expires` it expires when it did before. */
export interface PatchOptions extends PutOptions {
  readonly kind: PatchKind;
}

/** What became of a patch. */
export interface Patched {
  readonly revision: Revision;
  /** Whether there was no document before. */
  readonly created: boolean;
}

/** LIMIT: as in Rust. How often a patch is begun anew because another writer was quicker. */
const ATTEMPTS_MAX = 100;

/** @internal The patches of one store. */
export class Patches {
  readonly #native: typeof Addon;
  readonly #store: Addon.StoreHandle;
  /** The last patch of each key that is on its way. */
  readonly #last = new Map<string, Promise<Patched>>();

  constructor(native: typeof Addon, store: Addon.StoreHandle) {
    this.#native = native;
    this.#store = store;
  }

  patch(key: string, patch: JsonText, kind: PatchKind, options: PutOptions): Promise<Patched> {
    // The condition decides: whatever made it fail, it fails again.
    if (options.ifRevision !== undefined || options.ifAbsent !== undefined)
      return this.#patchOnce(key, patch, kind, options);
    return this.#inTurn(key, patch, (given) => this.#patchUntilWritten(key, given, kind, options));
  }

  /**
   * Patches of one document wait for each other: at the same time only one of them could be written, and the others were
   * made for nothing. So they are left behind by other writers alone.
   */
  #inTurn(key: string, patch: JsonText, run: (patch: JsonText) => Promise<Patched>): Promise<Patched> {
    const before = this.#last.get(key);
    const given = before === undefined ? patch : kept(patch);
    const next = (): Promise<Patched> => run(given);
    const patched = before === undefined ? next() : before.then(next, next);
    this.#last.set(key, patched);
    const forget = (): void => {
      if (this.#last.get(key) === patched) this.#last.delete(key);
    };
    patched.then(forget, forget);
    return patched;
  }

  async #patchUntilWritten(key: string, patch: JsonText, kind: PatchKind, options: PutOptions): Promise<Patched> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#native.storePatch(this.#store, key, patch, kind, options);
      } catch (error) {
        const wasLate = (error as { code?: unknown } | undefined)?.code === 'REVISION_CONFLICT';
        if (!wasLate || attempt === ATTEMPTS_MAX) throw fromNative(error);
      }
    }
  }

  async #patchOnce(key: string, patch: JsonText, kind: PatchKind, options: PutOptions): Promise<Patched> {
    try {
      return await this.#native.storePatch(this.#store, key, patch, kind, options);
    } catch (error) {
      throw fromNative(error);
    }
  }
}

/** What waits is copied: whoever has the bytes may change them meanwhile. */
function kept(patch: JsonText): JsonText {
  // Not `instanceof`: it may come from another realm. What is neither is for the addon to refuse.
  const isBytes = Object.prototype.toString.call(patch) === '[object Uint8Array]';
  return isBytes ? Uint8Array.from(patch as Uint8Array) : patch;
}
