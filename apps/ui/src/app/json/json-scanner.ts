/** A text that ended early or is no JSON. The list of documents arrives as a stream, which may break off. */
export class JsonBroken extends Error {
  override readonly name = 'JsonBroken';
}

const PUNCTUATION = '{}[],:';
const SPACE = /[ \t\r\n]*/y;
const PRIMITIVE = /[^ \t\r\n{}[\],:"]+/y;
const BORDER = /["{}[\]]/g;

/** A member of an object: its name, and the text of its value with the place where that begins. */
export interface JsonMember {
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

/**
 * Walks JSON text token by token and hands out its parts exactly as they are written.
 *
 * `JSON.parse` would turn 9007199254740993 into 9007199254740992 and drop repeated names; the page must show, and send
 * back, what the store keeps. The text was checked when it was stored, so this finds borders and does not check again.
 */
export class JsonScanner {
  readonly #text: string;
  #at: number;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.#at = at;
  }

  /** The place behind what was read. */
  get at(): number {
    return this.#at;
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
    const first = this.peek();
    if (first !== '{' && first !== '[') return this.token();
    const start = this.#at;
    let depth = 0;
    do depth += this.#skipToBorder();
    while (depth > 0);
    return this.#text.slice(start, this.#at);
  }

  /** The members of the next value, which is an object. Repeated names repeat. */
  *members(): Generator<JsonMember, void, undefined> {
    let isFirst = true;
    this.expect('{');
    while (this.peek() !== '}') {
      if (!isFirst) this.expect(',');
      isFirst = false;
      const name = JSON.parse(this.value()) as string;
      this.expect(':');
      this.peek();
      const at = this.#at;
      yield { name, text: this.value(), at };
    }
    this.expect('}');
  }

  /** Goes behind the next bracket; gives what it does to the depth. Numbers, words and commas are passed over at once: a value has millions. */
  #skipToBorder(): number {
    for (;;) {
      BORDER.lastIndex = this.#at;
      if (!BORDER.test(this.#text)) throw new JsonBroken('The JSON text ends too early.');
      this.#at = BORDER.lastIndex - 1;
      const border = this.#text.charAt(this.#at);
      if (border === '"') {
        this.#skipString();
        continue;
      }
      this.#at += 1;
      return border === '{' || border === '[' ? 1 : -1;
    }
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
