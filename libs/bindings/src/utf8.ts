/** How many bytes a text has in UTF-8. Half of a surrogate pair counts as three, as the character that stands in for it. */
export function utf8Bytes(text: string): number {
  if (!/\P{ASCII}/u.test(text)) {
    return text.length;
  }
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Compares as the bytes of UTF-8 do, which is by code points. */
export function compareUtf8(left: string, right: string): -1 | 0 | 1 {
  let index = 0;
  while (index < left.length && left.charCodeAt(index) === right.charCodeAt(index)) {
    index += 1;
  }
  const [a, b] = [rankAt(left, index), rankAt(right, index)];
  return a === b ? 0 : a < b ? -1 : 1;
}

/** JavaScript would sort what is written as a surrogate pair, U+10000 and above, before U+E000 to U+FFFF. */
function rankAt(text: string, index: number): number {
  const unit = index < text.length ? text.charCodeAt(index) : -1;
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
