import { type KeyLike } from './key-like.js';

/** Which documents: those whose keys fit all that is given. Without anything, all of them. */
export interface RangeOptions {
  /**
   * What the texts of the keys begin with: at most 512 bytes of UTF-8. `user-` finds `user-9` and `user-x`, and `user-1` finds
   * `user-1` and `user-10`.
   */
  readonly prefix?: string | undefined;
  /** What the keys are below: `users` finds `users/alice` and `users/bob/notes`, and neither `users` nor `users2`. */
  readonly segment?: string | undefined;
  /** The name of keys that have a number: `user-` finds `user-9` and `user-10`, and not `user-x`. */
  readonly name?: string | undefined;
  /** The least key. */
  readonly from?: KeyLike | undefined;
  /** A key that all are greater than: how a later cursor goes on. */
  readonly after?: KeyLike | undefined;
  /** The greatest key. */
  readonly to?: KeyLike | undefined;
  /** A key that all are less than. */
  readonly before?: KeyLike | undefined;
  /** What all are behind: every key that begins so. How a walk goes on that has seen one of them and wants no more. */
  readonly afterPrefix?: string | undefined;
  /** What all are before: every key that begins so. */
  readonly beforePrefix?: string | undefined;
}

export interface CursorOptions extends RangeOptions {
  /** In key order (`forward`, the default), or against it. */
  readonly direction?: 'forward' | 'backward' | undefined;
  /** How many documents of the range are passed over first, in that direction. The log engine does not walk over them. */
  readonly offset?: number | undefined;
}
