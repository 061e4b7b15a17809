/** Stands for any text; alone on the last line, for any lines. */
const ANY = '…';

/**
 * What a command has printed as its document would show it: of the headers of an answer those that the document names, in its order, and
 * a line as the document has it where it fits. What comes out is what is documented, if that is right.
 */
export function shown(printed: readonly string[], documented: readonly string[]): string[] {
  const [head, body] = partsOf(printed);
  const [headDocumented, bodyDocumented] = partsOf(documented);
  const names = new Set(headDocumented.slice(1).map(nameOf));
  const headers = [...names].flatMap((name) => head.slice(1).filter((line) => nameOf(line) === name));
  const headShown = asDocumented([...head.slice(0, 1), ...headers], headDocumented);
  const bodyShown = asDocumented(body, bodyDocumented);
  return [...headShown, ...(head.length > 0 && bodyShown.length > 0 ? [''] : []), ...bodyShown];
}

/** The head of an answer, where it is shown (`curl -i`), and the rest. */
function partsOf(lines: readonly string[]): [head: readonly string[], body: readonly string[]] {
  if (lines[0]?.startsWith('HTTP/') !== true) return [[], lines];
  const end = lines.indexOf('');
  return end === -1 ? [lines, []] : [lines.slice(0, end), lines.slice(end + 1)];
}

function nameOf(header: string): string {
  return header.slice(0, header.indexOf(':')).toLowerCase();
}

function asDocumented(lines: readonly string[], documented: readonly string[]): string[] {
  const last = documented.length - 1;
  const isOpen = documented[last] === ANY && lines.length > last;
  const compared = isOpen ? lines.slice(0, last) : lines;
  const fitting = compared.map((line, at) => {
    const wanted = documented[at];
    return wanted !== undefined && fits(line, wanted) ? wanted : line;
  });
  return isOpen ? [...fitting, ANY] : fitting;
}

function fits(line: string, wanted: string): boolean {
  const [begin = '', ...parts] = wanted.split(ANY);
  const end = parts.pop();
  if (end === undefined) return line === wanted;
  if (!line.startsWith(begin)) return false;
  let at = begin.length;
  for (const part of parts) {
    const found = line.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return line.length - end.length >= at && line.endsWith(end);
}
