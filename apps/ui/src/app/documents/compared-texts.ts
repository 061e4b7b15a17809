/** How much of what is the same stands before the first difference. */
const SAME_CHARS = 120;

/** Two texts as far as a person needs them to tell one from the other. */
export interface ComparedTexts {
  readonly mine: string;
  readonly theirs: string;
}

/** LIMIT: both texts from a little before where they begin to differ, `charsMax` characters of each: a value may have megabytes. */
export function compareTexts(mine: string, theirs: string, charsMax: number): ComparedTexts {
  const least = Math.min(mine.length, theirs.length);
  let same = 0;
  while (same < least && mine.charCodeAt(same) === theirs.charCodeAt(same)) same += 1;
  const isAllShown = Math.max(mine.length, theirs.length) <= charsMax;
  const start = isAllShown || same <= SAME_CHARS ? 0 : same - SAME_CHARS;
  return { mine: excerpt(mine, start, charsMax), theirs: excerpt(theirs, start, charsMax) };
}

function excerpt(text: string, start: number, charsMax: number): string {
  const end = start + charsMax;
  return (start > 0 ? '…' : '') + text.slice(start, end) + (end < text.length ? '…' : '');
}
