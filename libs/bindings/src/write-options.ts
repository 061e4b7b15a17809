import type * as Addon from '@bimetal/addon';
import { type Revision } from './revision.js';

/** What must hold for a write to commit. The store decides when the write's turn comes, so that nothing slips in between. */
export interface ConditionOptions {
  /** The document must have been last written at this revision. Otherwise the write fails with REVISION_CONFLICT. */
  readonly ifRevision?: Revision | undefined;
  /** There must be no document. Otherwise the write fails with REVISION_CONFLICT. */
  readonly ifAbsent?: boolean | undefined;
}

/** How a value is put. */
export interface PutOptions extends ConditionOptions {
  /** How long the document lives, in milliseconds from now: then nobody reads it any more, and it is removed. */
  readonly ttlMs?: number | undefined;
  /** When the document expires. Not together with {@link PutOptions.ttlMs}. */
  readonly expires?: Date | undefined;
}

/** @internal */
export function nativeWriteOptions(options: PutOptions | undefined): Addon.PutOptions | undefined {
  if (options === undefined) {
    return undefined;
  }
  const { ifRevision, ifAbsent, ttlMs, expires } = options;
  if (ttlMs !== undefined && expires !== undefined) {
    throw new TypeError('a document expires after ttlMs or at expires: name one of them');
  }
  if (ttlMs !== undefined && !(ttlMs >= 0)) {
    throw new RangeError(`ttlMs is a number of milliseconds, not negative: ${ttlMs}`);
  }
  const moment = ttlMs === undefined ? expires?.getTime() : Math.ceil(Date.now() + ttlMs);
  return { ifRevision, ifAbsent, expires: moment };
}
