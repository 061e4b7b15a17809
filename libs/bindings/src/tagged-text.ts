/** A stored value, its entity tag, and when it expires. */
export interface TaggedText {
  /** The JSON text, byte for byte as it was put. */
  readonly value: string;
  /** The revision of the batch that wrote it, in double quotes, as HTTP has it: `"42"`. */
  readonly tag: string;
  /** When it expires, as RFC 3339 has it; `undefined` for never. */
  readonly expires: string | undefined;
}

const QUOTE = 0x22;

/** @internal Takes the one string apart that the addon gives: measured, two strings or a number beside it take longer. */
export function toTaggedText(text: string): TaggedText {
  if (text.charCodeAt(0) !== QUOTE) return toExpiringText(text);
  const end = text.indexOf('"', 1) + 1;
  return { value: text.slice(end), tag: text.slice(0, end), expires: undefined };
}

function toExpiringText(text: string): TaggedText {
  const begin = text.indexOf('"');
  return { ...toTaggedText(text.slice(begin)), expires: text.slice(0, begin) };
}
