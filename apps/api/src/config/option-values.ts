import { InvalidArgumentError } from 'commander';
import { type Revision } from '@bimetal/bindings/browser';
import { parseRevision } from '../http/revision-text.js';

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** LIMIT: a hundred years; a longer life is none that ends. */
const TTL_MS_MAX = 36_525 * UNIT_MS.d;

/** A revision: a u64 in decimal digits. */
export function toRevision(text: string): Revision {
  const revision = parseRevision(text);
  if (revision !== undefined) return revision;
  throw new InvalidArgumentError('It is a revision, a decimal number.');
}

/** A number of documents, at least one. */
export function toCount(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count >= 1 && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError('It is a whole number of at least 1.');
}

/** A position in a list, from 0 on. */
export function toPosition(text: string): number {
  const position = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(position)) return position;
  throw new InvalidArgumentError('It is a whole number, 0 for the first.');
}

/** JSON Pointers with commas between; a comma within one is written `%2C`. */
export function toPointers(text: string): readonly string[] {
  return text.split(',').map((pointer) => pointer.replaceAll('%2C', ','));
}

/** What documents of a list say beside key and value. */
export function toIncluded(text: string): readonly ('revision' | 'expires')[] {
  return text.split(',').map((name) => {
    if (name === 'revision' || name === 'expires') return name;
    throw new InvalidArgumentError('It is revision, expires or revision,expires.');
  });
}

/** A time to live in milliseconds: `90` and `90s` are seconds, `15m`, `2h` and `7d` what they say. */
export function toMillis(text: string): number {
  const [, digits = '', unit = 's'] = /^(\d+(?:\.\d{1,3})?)([smhd])?$/.exec(text) ?? [];
  const millis = Math.round(Number(digits) * UNIT_MS[unit as keyof typeof UNIT_MS]);
  if (millis > 0 && millis <= TTL_MS_MAX) return millis;
  throw new InvalidArgumentError(
    'It is a number of seconds, or one with a unit: 90, 15m, 2h, 7d; a hundred years at the most.',
  );
}
