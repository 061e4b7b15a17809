import type * as Addon from '@bimetal/addon';
import { type KeyLike } from './key-like.js';

/** Which documents: those whose keys fit all that is given. Without anything, all of them. */
export interface RangeOptions {
  /** 0 to 8 characters that the keys start with. */
  readonly prefix?: string | undefined;
  /** The least key. */
  readonly from?: KeyLike | undefined;
  /** A key that all are greater than: how a later cursor goes on. */
  readonly after?: KeyLike | undefined;
  /** The greatest key. */
  readonly to?: KeyLike | undefined;
  /** A key that all are less than. */
  readonly before?: KeyLike | undefined;
}

export interface CursorOptions extends RangeOptions {
  /** In key order (`forward`, the default), or against it. */
  readonly direction?: 'forward' | 'backward' | undefined;
}

/** @internal */
export function nativeRange({ prefix, from, after, to, before, direction }: CursorOptions): Addon.CursorOptions {
  return { prefix, from: text(from), after: text(after), to: text(to), before: text(before), direction };
}

function text(key: KeyLike | undefined): string | undefined {
  return key === undefined ? undefined : `${key}`;
}
