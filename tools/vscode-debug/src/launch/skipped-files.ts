const INTERNALS = '<node_internals>/';

/**
 * Patterns as VS Code has them in `skipFiles`, as V8 takes them: for the address of a script. `*` stays within a folder, `**`
 * does not, and what follows a `!` is not skipped.
 */
export function skippedPatterns(skipFiles: readonly string[]): string[] {
  const skipped = skipFiles.filter((each) => !each.startsWith('!')).map(expressionOf);
  const kept = skipFiles.filter((each) => each.startsWith('!')).map((each) => expressionOf(each.slice(1)));
  if (skipped.length === 0) return [];
  const unlessKept = kept.length > 0 ? `(?!(?:${kept.join('|')})$)` : '';
  return [`^${unlessKept}(?:${skipped.join('|')})$`];
}

/** Tells of a script whether it is skipped, by its address. */
export function skipping(skipFiles: readonly string[]): (url: string) => boolean {
  const expressions = skippedPatterns(skipFiles).map((pattern) => new RegExp(pattern));
  return (url) => expressions.some((expression) => expression.test(url));
}

function expressionOf(glob: string): string {
  const [start, rest] = glob.startsWith(INTERNALS)
    ? ['node:', glob.slice(INTERNALS.length)]
    : glob.startsWith('/')
      ? ['file://', glob]
      : ['(?:file://.*/)?', glob.replace(/^\*\*\//, '')];
  return (
    start +
    rest
      .split(/(\*\*\/?|\*|\?)/)
      .map(partOf)
      .join('')
  );
}

function partOf(text: string, index: number): string {
  if (index % 2 === 0) return encodeURI(text).replace(/[.+^$(){}|[\]\\]/g, '\\$&');
  return { '*': '[^/]*', '?': '[^/]' }[text] ?? (text === '**/' ? '(?:.*/)?' : '.*');
}
