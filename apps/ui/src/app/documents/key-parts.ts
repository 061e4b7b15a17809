import { Key } from '@bimetal/bindings/browser';

/** LIMIT: characters of a key that a card's heading takes in about two lines; a longer key is cut down to its two ends. */
const SHOWN_CHARS_MAX = 64;
const HEAD_CHARS = 36;
/** Holds the dash and the digits of any number: a number is never cut. */
const TAIL_CHARS = 26;

/** Characters as people count them: a cut within a surrogate pair or between a letter and its accents would show another key. */
const CHARACTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** White space, and what has no shape at all, such as a turn of direction; not what joins and tags emoji and letters. */
const UNSEEN = /([\s[\p{Cf}--[\u200d\u200c\u{e0020}-\u{e007f}]]]+)/v;

/** A piece of a key as it is shown; all pieces together are its whole text. */
export interface KeyPart {
  readonly kind: 'name' | 'unseen' | 'cut' | 'number';
  readonly text: string;
}

/** Whether the key is shown shortened where there is little room. */
export function isLongKey(key: string): boolean {
  return cutOf(key) !== undefined;
}

/** The key in one line of little room: its beginning and its end. */
export function shortenKey(key: string): string {
  const cut = cutOf(key);
  return cut === undefined ? key : `${key.slice(0, cut.start)}…${key.slice(cut.end)}`;
}

/** Takes a key apart for showing: what would not be seen by itself, since it belongs to the name, and in the middle of a long key what is cut. */
export function keyParts(key: string, isWhole: boolean): KeyPart[] {
  const name = key.slice(0, key.length - digitsOf(key));
  const cut = isWhole ? undefined : cutOf(key);
  const parts =
    cut === undefined
      ? nameParts(name)
      : [
          ...nameParts(name.slice(0, cut.start)),
          { kind: 'cut' as const, text: name.slice(cut.start, cut.end) },
          ...nameParts(name.slice(cut.end)),
        ];
  return name === key ? parts : [...parts, { kind: 'number', text: key.slice(name.length) }];
}

function nameParts(name: string): KeyPart[] {
  return name
    .split(UNSEEN)
    .map((text, index): KeyPart => ({ kind: index % 2 === 1 ? 'unseen' : 'name', text }))
    .filter(({ text }) => text !== '');
}

/** How many digits the key's number has; none when it has no number. */
function digitsOf(key: string): number {
  return Key.isKey(key) ? (Key.parse(key).number?.toString().length ?? 0) : 0;
}

function cutOf(key: string): { start: number; end: number } | undefined {
  if (key.length <= SHOWN_CHARS_MAX) return undefined;
  const starts = Array.from(CHARACTERS.segment(key), ({ index }) => index);
  if (starts.length <= SHOWN_CHARS_MAX) return undefined;
  const [start, end] = [starts.at(HEAD_CHARS), starts.at(-TAIL_CHARS)];
  return start === undefined || end === undefined ? undefined : { start, end };
}
