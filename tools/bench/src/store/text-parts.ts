const PART_CHARACTERS = 128 * 1024;

/**
 * Gathers pieces of text, each beginning with a comma, to a JSON array and shows it as bytes in parts of at least 128 KiB, in
 * a buffer that is used again: what a server hands to a socket, whose encoding the stores that give strings would pay
 * for there.
 */
export class TextParts {
  readonly #show: (part: Uint8Array) => void;
  #buffer = Buffer.allocUnsafeSlow(6 * PART_CHARACTERS);
  #text = '';
  #isFirst = true;

  constructor(show: (part: Uint8Array) => void) {
    this.#show = show;
  }

  add(piece: string): void {
    this.#text += piece;
    if (this.#text.length >= PART_CHARACTERS) this.#flush('');
  }

  end(): void {
    this.#flush(']');
  }

  #flush(end: string): void {
    let text = this.#text + end;
    if (this.#isFirst) text = `[${this.#text.slice(1)}${end}`;
    this.#isFirst = false;
    this.#text = '';
    // A character has at most three bytes here.
    if (text.length * 3 > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(text.length * 3);
    this.#show(this.#buffer.subarray(0, this.#buffer.write(text, 'utf8')));
  }
}
