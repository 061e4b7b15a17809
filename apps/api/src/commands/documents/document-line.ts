import { countText } from '../figures.js';

/** What an item of a list begins with: the key comes first, or what keys have in common. */
const KEY_HEAD = '{"key":';
const PREFIX_HEAD = '{"prefix":';
/** What stands between it and the value, or the number of documents. */
const BEFORE_VALUE = /^(?:,"revision":"(\d+)")?(?:,"expires":"([^"]+)")?,"(?:value|count)":/;
/** LIMIT: how long that is, in bytes. */
const BEFORE_VALUE_BYTES = 128;
const [QUOTE, BACKSLASH, LINE_FEED, CARRIAGE_RETURN, SPACE] = [0x22, 0x5c, 0x0a, 0x0d, 0x20];

/** LIMIT: the widest column of keys on a terminal. */
const KEY_COLUMNS_MAX = 40;

/** JSON on one line. A line end in a valid text stands between its parts, where a space does as well. */
export function onOneLine(text: Buffer): Buffer {
  if (!text.includes(LINE_FEED) && !text.includes(CARRIAGE_RETURN)) return text;
  const line = Buffer.from(text);
  for (let at = 0; at < line.length; at++) {
    if (line[at] === LINE_FEED || line[at] === CARRIAGE_RETURN) line[at] = SPACE;
  }
  return line;
}

/** Whether an item tells of several documents by what their keys begin with. */
function isPrefix(element: Buffer): boolean {
  return element.subarray(0, PREFIX_HEAD.length).equals(Buffer.from(PREFIX_HEAD));
}

/** The key of an element of a list, as a JSON text, and where it ends. */
function keyTextOf(element: Buffer): { readonly text: string; readonly end: number } {
  const head = isPrefix(element) ? PREFIX_HEAD : KEY_HEAD;
  let end = head.length + 1;
  while (end < element.length && element[end] !== QUOTE) end += element[end] === BACKSLASH ? 2 : 1;
  return { text: element.toString('utf8', head.length, end + 1), end: end + 1 };
}

/** The key of an element, as the user wrote it or as a JSON text. */
export function keyOf(element: Buffer, form: 'plain' | 'json'): string {
  const { text } = keyTextOf(element);
  return form === 'json' ? text : (JSON.parse(text) as string);
}

/** Documents for people: the key, and as much of the value as a line of the terminal holds. */
export function readableLines(elements: readonly Buffer[], columns: number): string {
  const rows = elements.map((element) => {
    const { text, end } = keyTextOf(element);
    // More than any line holds need not be decoded.
    const rest = element.toString('utf8', end, Math.min(element.length - 1, end + 4 * columns + BEFORE_VALUE_BYTES));
    const [before = '', revision = '', expires = ''] = BEFORE_VALUE.exec(rest) ?? [];
    const value = isPrefix(element) ? countOf(rest.slice(before.length)) : printable(rest.slice(before.length));
    return { key: JSON.parse(text) as string, value: [revision, expires, value].filter(Boolean).join('  ') };
  });
  const width = Math.min(KEY_COLUMNS_MAX, Math.max(0, ...rows.map(({ key }) => key.length)));
  return rows.map(({ key, value }) => `${cut(`${key.padEnd(width)}  ${value}`, columns)}\n`).join('');
}

/** The number of documents, which JSON has as a text. */
function countOf(text: string): string {
  return countText(Number(JSON.parse(text)), 'document');
}

function cut(line: string, columns: number): string {
  const characters = [...line];
  return characters.length <= columns ? line : `${characters.slice(0, columns - 1).join('')}…`;
}

/** JSON may hold characters by which a terminal is told what to do. */
function printable(text: string): string {
  return text
    .replaceAll(/[\n\r\t]+/g, ' ')
    .replaceAll(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
}
