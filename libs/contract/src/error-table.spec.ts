import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES } from '@bimetal/bindings/browser';
import { API_ERROR_CODES } from './error-code.js';
import { errorStatus } from './error-status.js';

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

/** The codes that a Rust `Error::code()` can return: its match arms are the only texts of this form. */
function codesOfRust(path: string): string[] {
  const codes = [...read(path).matchAll(/=>\s*\{?\s*"([A-Z0-9_]+)"/g)].map(([, code]) => code ?? '');
  return [...new Set(codes)].sort();
}

/** Variants whose name says enough inside their crate only. */
const LONGER: Readonly<Record<string, string>> = {
  Damaged: 'DATA_DAMAGED',
  DocumentDamaged: 'DATA_DAMAGED',
  FileDamaged: 'DATA_DAMAGED',
  Closed: 'STORE_CLOSED',
  Failed: 'ENGINE_FAILED',
};

/** Variants that hold the error of a lower crate, whose code they have. */
const JOINED: readonly string[] = ['Document', 'Engine', 'Json'];

/** The variants of a Rust error enum, as codes: `KeyTooShort` is `KEY_TOO_SHORT`. */
function variantsOfRust(path: string): string[] {
  const [, body = ''] = /pub enum Error \{\n([\s\S]*?)\n\}/.exec(read(path)) ?? [];
  const variants = [...body.matchAll(/^ {4}([A-Z]\w*)/gm)].map(([, name]) => name ?? '');
  const own = variants.filter((name) => !JOINED.includes(name));
  const codes = own.map((name) => LONGER[name] ?? name.replace(/(?<=[a-z0-9])([A-Z])/g, '_$1').toUpperCase());
  return [...new Set(codes)].sort();
}

const rows = new Map(
  [...read('docs/errors.md').matchAll(/^\| `([A-Z0-9_]+)` +\| +(\d{3}) +\|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ]),
);

describe('the error table', () => {
  const crates = ['document', 'json', 'engine', 'store'].map((crate) => `native/${crate}/src/error.rs`);
  const storeCodes = [...new Set(crates.flatMap(codesOfRust))];
  const addonCodes = codesOfRust('native/addon/src/error.rs');
  const rustCodes = [...storeCodes, ...addonCodes];
  const startupCodes = new Set(['CONFIG_INVALID', 'LISTEN_FAILED']);

  it('is read from Rust sources that really list codes', () => {
    expect(storeCodes.length).toBeGreaterThan(20);
    expect(addonCodes).toContain('INTERNAL');
  });

  it.each(crates)('gives every variant of %s a code named after it', (path) => {
    expect(codesOfRust(path)).toEqual(variantsOfRust(path));
  });

  it.each(rustCodes)('has a TypeScript member, a status and a row of docs/errors.md for %s', (code) => {
    expect(ERROR_CODES).toContain(code);
    expect(Object.keys(errorStatus)).toContain(code);
    expect([...rows.keys()]).toContain(code);
  });

  it('has a status for every code of TypeScript, and no other', () => {
    expect(Object.keys(errorStatus).sort()).toEqual([...ERROR_CODES, ...API_ERROR_CODES].sort());
  });

  it.each(Object.entries(errorStatus).filter(([code]) => !startupCodes.has(code)))(
    'tells the status of %s in docs/errors.md as the API answers it',
    (code, { status }) => {
      expect(rows.get(code)).toBe(status);
    },
  );

  it('gives no retired code, and keeps those that there were', () => {
    const [, section = ''] = read('docs/errors.md').split('## Retired codes');
    const retired = [...section.matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(([, code]) => code ?? '');
    expect(retired).toEqual(expect.arrayContaining(['KEY_TOO_SHORT', 'KEY_NO_SEPARATOR', 'KEY_NOT_ASCII']));
    expect(retired.filter((code) => code in errorStatus)).toEqual([]);
  });

  it('has no row in docs/errors.md for a code that does not exist', () => {
    expect([...rows.keys()].filter((code) => !(code !== undefined && code in errorStatus))).toEqual([]);
  });
});
