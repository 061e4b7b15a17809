import { readFileSync } from 'node:fs';

export interface KeyVectors {
  readonly valid: { text: string; name: string; number: string | null; ordered: string }[];
  readonly invalid: { text: string; code: string; position?: number }[];
  /** What earlier releases took: it is read and removed, and not written. */
  readonly legacy: string[];
  readonly invalidParts: { name: string; number: string; code: string }[];
  readonly ascending: string[];
  readonly prefixes: { prefix: string; finds: string[] }[];
  readonly invalidPrefixes: { prefix: string; code: string }[];
}

/** Rust's tests read the same file. */
export const keyVectors = JSON.parse(
  readFileSync(new URL('../src/key-vectors.json', import.meta.url), 'utf8'),
) as KeyVectors;
