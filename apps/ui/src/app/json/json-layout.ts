import { JsonScanner } from './json-scanner';

const INDENT = '  ';

export interface JsonLayout {
  readonly text: string;
  /** Whether the value goes on after `text`. */
  readonly cut: boolean;
}

/**
 * Lays JSON text out over lines. Only the space between tokens changes: numbers and strings stay as written.
 *
 * LIMIT: stops after `charsMax` characters, because a value may have megabytes and the page shows many values.
 */
export function layOutJson(json: string, charsMax = Number.POSITIVE_INFINITY): JsonLayout {
  const scanner = new JsonScanner(json);
  let text = '';
  let depth = 0;
  const breakLine = (): string => '\n' + INDENT.repeat(depth);

  while (scanner.peek() !== '') {
    if (text.length >= charsMax) return { text: text.slice(0, charsMax), cut: true };
    const token = scanner.token();
    if (token === '{' || token === '[') {
      text += token;
      if (scanner.peek() === (token === '{' ? '}' : ']')) text += scanner.token();
      else {
        depth += 1;
        text += breakLine();
      }
    } else if (token === '}' || token === ']') {
      depth -= 1;
      text += breakLine() + token;
    } else if (token === ',') text += token + breakLine();
    else if (token === ':') text += ': ';
    else text += token;
  }
  return text.length > charsMax ? { text: text.slice(0, charsMax), cut: true } : { text, cut: false };
}

/** Where a byte of the text's UTF-8 form is, as an editor counts: lines and columns from 1. */
export function placeOfByte(text: string, byteOffset: number): { line: number; column: number } {
  const before = new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, byteOffset));
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
