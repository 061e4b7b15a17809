import {
  HtmlParser,
  MessageBundle,
  parseTemplate,
  type TmplAstElement,
  TmplAstRecursiveVisitor,
  tmplAstVisitAll,
} from '@angular/compiler';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GERMAN } from './de/de';
import { preferred } from './language';

const APP = join(__dirname, '../app');

/** Attributes that people read or hear. */
const SPOKEN = ['alt', 'aria-description', 'aria-label', 'aria-placeholder', 'aria-valuetext', 'placeholder', 'title'];

/** A text of the page: its words in English, and the names of what is put into them. */
interface Text {
  readonly id: string;
  readonly words: string;
  readonly placeholders: readonly string[];
}

const sources = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|html)$/.test(name) && !name.endsWith('.spec.ts'))
  .map((name) => ({ name, source: readFileSync(join(APP, name), 'utf8') }));

const templates = sources.flatMap(({ name, source }) =>
  name.endsWith('.html')
    ? [{ name, template: source }]
    : [...source.matchAll(/^ {2}template: ?(?:`([^]*?)`|'([^']*)'),$/gm)].map(([, long, short]) => ({
        name,
        template: long ?? short ?? '',
      })),
);

const texts: readonly Text[] = [...templates.flatMap(textsOfTemplate), ...sources.flatMap(textsOfCode)];

/** What `i18n` and `i18n-…` mark. */
function textsOfTemplate({ name, template }: { name: string; template: string }): Text[] {
  const bundle = new MessageBundle(new HtmlParser(), [], {}, 'en');
  expect(bundle.updateFromTemplate(template, name)).toEqual([]);
  return bundle.getMessages().map(({ customId, messageString, placeholders, placeholderToMessage }) => ({
    id: customId,
    words: messageString,
    placeholders: [...Object.keys(placeholders), ...Object.keys(placeholderToMessage)],
  }));
}

/** What `$localize` marks in code. */
function textsOfCode({ source }: { source: string }): Text[] {
  return [...source.matchAll(/\$localize`:@@([\w.-]+):((?:[^`\\$]|\\.|\$\{(?:[^{}`]|`[^`]*`)*\})*)`/g)].map(
    ([, id = '', words = '']) => ({
      id,
      words: words.replaceAll(/\$\{[^{}]*\}:(\w+):/g, '{$$$1}'),
      placeholders: [...words.matchAll(/\}:(\w+):/g)].map(([, name = '']) => name),
    }),
  );
}

/** Attributes of elements that people would read in English whatever the language. */
class Unmarked extends TmplAstRecursiveVisitor {
  readonly found: string[] = [];

  override visitElement(element: TmplAstElement): void {
    for (const { name, value, i18n } of element.attributes) {
      if (SPOKEN.includes(name) && i18n === undefined && /\p{L}/u.test(value)) this.found.push(`${name}="${value}"`);
    }
    super.visitElement(element);
  }
}

it('every text has its German, and there is no German of a text that is gone', () => {
  expect(Object.keys(GERMAN).sort()).toEqual([...new Set(texts.map(({ id }) => id))].sort());
});

it('every text was found: none has an id that these tests do not know of', () => {
  const known = new Set(texts.map(({ id }) => id));
  const named = sources.flatMap(({ source }) => [...source.matchAll(/@@([a-z][\w.-]*)/g)].map(([, id = '']) => id));
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});

it('one id has one text', () => {
  const words = new Map<string, Set<string>>();
  for (const text of texts) words.set(text.id, (words.get(text.id) ?? new Set()).add(text.words.trim()));
  expect([...words].filter(([, versions]) => versions.size > 1)).toEqual([]);
});

it('the German of a text has all that is put into it, and nothing else', () => {
  const named = texts.map(({ id, placeholders }) => [id, [...new Set(placeholders)].filter(isValue).sort()]);
  const inGerman = texts.map(({ id }) => [
    id,
    [...new Set([...(GERMAN[id] ?? '').matchAll(/\{\$(\w+)\}/g)].map(([, name = '']) => name))].filter(isValue).sort(),
  ]);
  expect(Object.fromEntries(inGerman)).toEqual(Object.fromEntries(named));
});

it('attributes that are read out have an id too', () => {
  const unmarked = templates.flatMap(({ name, template }) => {
    const visitor = new Unmarked();
    tmplAstVisitAll(visitor, parseTemplate(template, name).nodes);
    return visitor.found.map((attribute) => `${name}: ${attribute}`);
  });
  expect(unmarked).toEqual([]);
});

/** What a plural turns on has a name of its own in the text, without a dollar sign. */
function isValue(placeholder: string): boolean {
  return !/^(VAR_|ICU)/.test(placeholder);
}

it.each([
  [['de-AT', 'en'], 'de'],
  [['fr', 'EN-gb', 'de'], 'en'],
  [['fr'], 'en'],
  [[], 'en'],
] as const)('of %j the page takes %s', (wanted, taken) => {
  expect(preferred(wanted)).toBe(taken);
});
