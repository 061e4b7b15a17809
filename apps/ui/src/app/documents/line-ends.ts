const LINE_END = /\r\n|\r|\n/g;

/** How a field shows the line ends of a text: an input leaves them out, a text area makes each one a line feed. */
export type LineField = 'input' | 'textarea';

/** The text as the field shows it. */
export function shownIn(field: LineField, text: string): string {
  return text.replace(LINE_END, field === 'input' ? '' : '\n');
}

/**
 * The text that a field stands for once something was typed into it. Where nothing was typed, the line ends stay those of
 * `text`, which the field cannot hold; a new one is like those.
 */
export function typedOver(field: LineField, text: string, typed: string): string {
  const before = shownIn(field, text);
  if (before === text) return typed;
  const least = Math.min(before.length, typed.length);
  let start = 0;
  while (start < least && before.charCodeAt(start) === typed.charCodeAt(start)) start += 1;
  let kept = 0;
  while (kept < least - start && before.at(-1 - kept) === typed.at(-1 - kept)) kept += 1;

  const from = placeOf(field, text, start, true);
  const to = Math.max(from, placeOf(field, text, before.length - kept, false));
  const added = typed.slice(start, typed.length - kept);
  const behind = (isAllCrLf(text) ? added.replaceAll('\n', '\r\n') : added) + text.slice(to);
  const ahead = text.slice(0, from);
  // Two line ends that would come together as one stay two.
  const isJoined = field === 'textarea' && ahead.endsWith('\r') && behind.startsWith('\n');
  return ahead + (isJoined ? '\r' : '') + behind;
}

/** Where in the text the place is that the field has; before or behind a line end that an input leaves out there. */
function placeOf(field: LineField, text: string, shownPlace: number, isBehind: boolean): number {
  const width = field === 'input' ? 0 : 1;
  let place = 0;
  let left = shownPlace;
  for (const match of text.matchAll(LINE_END)) {
    const line = match.index - place;
    if (left < line || (left === line && (width > 0 || !isBehind))) break;
    left -= line + width;
    place = match.index + match[0].length;
  }
  return place + left;
}

function isAllCrLf(text: string): boolean {
  return !/(?<!\r)\n|\r(?!\n)/.test(text);
}
