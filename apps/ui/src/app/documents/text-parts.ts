/** LIMIT: a text area with more than this takes long over a key stroke, so of a longer text it shows one part at a time. */
export const PART_CHARS_MAX = 65_536;

/** A part of a long text that can be edited by itself: `ahead` characters stand before it, `behind` after it. */
export interface TextPart {
  readonly index: number;
  readonly ahead: number;
  readonly behind: number;
}

const WHOLE: TextPart = { index: 0, ahead: 0, behind: 0 };

/** How many parts a text has: one, unless it is too long for a text area. */
export function partCount(text: string, partMax = PART_CHARS_MAX): number {
  return text.length <= 2 * partMax ? 1 : Math.ceil(text.length / partMax);
}

/** A part of a text, by its number from 0 on; the last one for a number that is too high. */
export function partAt(text: string, index: number, partMax = PART_CHARS_MAX): TextPart {
  const count = partCount(text, partMax);
  if (count === 1) return WHOLE;
  const held = Math.min(Math.max(index, 0), count - 1);
  return {
    index: held,
    ahead: borderAt(text, held * partMax),
    behind: text.length - borderAt(text, (held + 1) * partMax),
  };
}

/** The text of the part. */
export function partText(text: string, { ahead, behind }: TextPart): string {
  return ahead + behind === 0 ? text : text.slice(ahead, text.length - behind);
}

/** The whole text with another text for the part. */
export function withPart(text: string, { ahead, behind }: TextPart, part: string): string {
  return ahead + behind === 0 ? part : text.slice(0, ahead) + part + text.slice(text.length - behind);
}

/** The nearest place that cuts neither a surrogate pair nor a line end in two. */
function borderAt(text: string, place: number): number {
  if (place >= text.length) return text.length;
  return /^(?:[\ud800-\udbff][\udc00-\udfff]|\r\n)$/.test(text.slice(place - 1, place + 1)) ? place + 1 : place;
}
