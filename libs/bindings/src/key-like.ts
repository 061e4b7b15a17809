import { type Key } from './key.js';

/** A key, or its text. `${key}` is the text of either, without a call where it is one already. */
export type KeyLike = Key | string;
