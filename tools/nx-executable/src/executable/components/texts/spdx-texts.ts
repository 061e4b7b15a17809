import { createRequire } from 'node:module';
import type { LicenceText } from '../component.ts';
import { tidy } from './licence-files.ts';

const require = createRequire(import.meta.url);

/** The licences that an SPDX expression names, in its order, without exceptions. The older `MIT/Apache-2.0` is OR. */
export function licencesNamed(expression: string): string[] {
  const names = expression.replace(/\bWITH\s+[\w.+:-]+/gi, ' ').match(/[A-Za-z0-9][\w.+:-]*/g) ?? [];
  return [...new Set(names.filter((name) => !/^(?:AND|OR|WITH)$/i.test(name)))];
}

export function isSpdxLicence(name: string): boolean {
  return spdxText(name) !== undefined;
}

/**
 * What SPDX publishes for the licences of `expression` that none of `texts` is about: many packages only name their
 * licence, and some have a LICENSE file that is a pointer to one. One of the licences of an OR is enough.
 */
export function missingTexts(expression: string, texts: readonly LicenceText[]): LicenceText[] {
  const names = licencesNamed(expression);
  const words = texts.map(({ text }) => wordsOf(text).join(' '));
  const missing = names.filter((name) => !words.some((one) => isAbout(one, name)));
  const enough = !/\bAND\b/i.test(expression) && missing.length < names.length;
  if (enough) return [];
  return missing.flatMap((name) => {
    const text = spdxText(name);
    return text === undefined ? [] : [{ title: `${name}, as SPDX publishes it`, text }];
  });
}

/** A stretch of its words is enough: copies differ in their copyright lines, names and punctuation. */
function isAbout(words: string, name: string): boolean {
  const text = spdxText(name);
  if (text === undefined) return false;
  const all = wordsOf(text);
  const stretch = Math.min(10, all.length);
  return [0.3, 0.45, 0.6, 0.75].some((part) => {
    const start = Math.min(Math.floor(all.length * part), all.length - stretch);
    return words.includes(all.slice(start, start + stretch).join(' '));
  });
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

const remembered = new Map<string, string | undefined>();

function spdxText(name: string): string | undefined {
  if (!remembered.has(name)) remembered.set(name, readSpdxText(name));
  return remembered.get(name);
}

function readSpdxText(name: string): string | undefined {
  if (!/^[\w.+-]+$/.test(name)) return undefined;
  try {
    const { licenseText } = require(`spdx-license-list/licenses/${name}.json`) as { licenseText: string };
    return tidy(licenseText);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
