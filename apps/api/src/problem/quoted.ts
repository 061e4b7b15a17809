/**
 * A key, or another text that somebody chose, for a message: in quotes, with escapes for what would not be seen, or would be
 * obeyed by a terminal, or turns the direction of what stands behind it.
 */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]|(?! )[\p{C}\p{Z}]/gu, escaped)}"`;
}

function escaped(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  return `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;
}
