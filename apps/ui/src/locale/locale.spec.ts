import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GERMAN } from './de/de';
import { preferred } from './language';

const APP = join(__dirname, '../app');

/** The ids of the texts in the source, as `i18n="@@id"` and `$localize` have them. */
function idsInSource(): Set<string> {
  const files = readdirSync(APP, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(ts|html)$/.test(name) && !name.endsWith('.spec.ts'),
  );
  const texts = files.map((name) => readFileSync(join(APP, name), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(/@@([a-z][\w.-]*)/g)].map(([, id = '']) => id)));
}

it('every text has its German, and there is no German of a text that is gone', () => {
  expect(Object.keys(GERMAN).sort()).toEqual([...idsInSource()].sort());
});

it.each([
  [['de-AT', 'en'], 'de'],
  [['fr', 'EN-gb', 'de'], 'en'],
  [['fr'], 'en'],
  [[], 'en'],
] as const)('of %j the page takes %s', (wanted, taken) => {
  expect(preferred(wanted)).toBe(taken);
});
