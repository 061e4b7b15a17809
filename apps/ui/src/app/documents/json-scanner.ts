/** A text that ended early or is no JSON. The list of documents arrives as a stream, which may break off. */
export class JsonBroken extends Error {
  override readonly name = 'JsonBroken';
}

const PUNCTUATION = '{}[],:';
const SPACE = /[ \t\r\n]*/y;
const PRIMITIVE = /[^ \t\r\n{}[\],:"]+/y;

/**
 * Walks JSON text token by token and hands out its parts exactly as they are written.
 *
 * `JSON.parse` would turn 9007199254740993 into 9007199254740992 and drop repeated names; the page must show, and send
 * back, what the store keeps. The text was checked when it was stored, so this finds borders and does not check again.
 */
export class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The first character of the next token, or '' at the end. */
  peek(): string {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.#text);
    this.#at = SPACE.lastIndex;
    return this.#text.charAt(this.#at);
  }

  /** The next token: one punctuation mark, a string with its quotes, or a number or word. */
  token(): string {
    const first = this.peek();
    const start = this.#at;
    if (first === '') throw new JsonBroken('The JSON text ends too early.');
    if (first === '"') this.#skipString();
    else if (PUNCTUATION.includes(first)) this.#at += 1;
    else {
      PRIMITIVE.lastIndex = start;
      PRIMITIVE.test(this.#text);
      this.#at = PRIMITIVE.lastIndex;
    }
    return this.#text.slice(start, this.#at);
  }

  expect(mark: string): void {
    const token = this.token();
    if (token !== mark) throw new JsonBroken(`The JSON text has ${token.slice(0, 20)} where ${mark} belongs.`);
  }

  /** The text of the next whole value. Nesting is counted by a loop: how deep it goes is the server's setting. */
  value(): string {
    this.peek();
    const start = this.#at;
    let depth = 0;
    do {
      const token = this.token();
      if (token === '{' || token === '[') depth += 1;
      else if (token === '}' || token === ']') depth -= 1;
    } while (depth > 0);
    return this.#text.slice(start, this.#at);
  }

  /** The members of the next value, which is an object: each name, and the text of its value. Repeated names repeat. */
  members(): [name: string, text: string][] {
    const members: [string, string][] = [];
    this.expect('{');
    while (this.peek() !== '}') {
      if (members.length > 0) this.expect(',');
      const name = JSON.parse(this.value()) as string;
      this.expect(':');
      members.push([name, this.value()]);
    }
    this.expect('}');
    return members;
  }

  #skipString(): void {
    let end = this.#at;
    let escapes: number;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) throw new JsonBroken('The JSON text ends within a string.');
      escapes = 0;
      while (this.#text[end - 1 - escapes] === '\\') escapes += 1;
    } while (escapes % 2 === 1);
    this.#at = end + 1;
  }
}
