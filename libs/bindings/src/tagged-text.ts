/** A stored value and its entity tag. */
export interface TaggedText {
  /** The JSON text, byte for byte as it was put. */
  readonly value: string;
  /** The revision of the batch that wrote it, in double quotes, as HTTP has it: `"42"`. */
  readonly tag: string;
}

/** @internal Takes the one string apart that the addon gives: measured, two strings or a number beside it take longer. */
export function toTaggedText(text: string): TaggedText {
  const end = text.indexOf('"', 1) + 1;
  return { value: text.slice(end), tag: text.slice(0, end) };
}
