import type * as Addon from '@bimetal/addon';
import { type Revision } from './revision.js';

/** A stored value and what the store knows of it. */
export interface Document {
  /** The JSON text, byte for byte as it was put. */
  readonly value: string;
  /** The revision of the batch that wrote it. */
  readonly revision: Revision;
  /** When it expires; `undefined` for never. */
  readonly expires: Date | undefined;
}

/** @internal */
export function toDocument({ value, revision, expires }: Addon.Document): Document {
  return { value, revision, expires: expires === undefined ? undefined : new Date(expires) };
}
