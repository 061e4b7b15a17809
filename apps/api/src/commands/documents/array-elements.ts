/** Bytes of JSON that mean something here. */
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, OPEN_OBJECT, CLOSE_ARRAY, CLOSE_OBJECT] = [0x5b, 0x7b, 0x5d, 0x7d];

/**
 * Takes the text of one JSON array apart into its elements, as it arrives, without parsing them. The text is that of a store: it is valid, so
 * that only texts in quotes and the depth count. Throws when it ends before the array does.
 */
export class ArrayElements {
  #depth = 0;
  #hasBegun = false;
  #inText = false;
  #isEscaped = false;
  /** What has come of an element that is not complete. */
  #begun: Buffer[] = [];

  /** The elements that end in a chunk. They are valid as long as the chunk is. */
  take(chunk: Uint8Array): Buffer[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const elements: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.#inText) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#inText = false;
      } else if (byte === QUOTE) this.#inText = true;
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        this.#depth += 1;
        if (this.#depth === 1) {
          this.#hasBegun = true;
          start = at + 1;
        }
      } else if (byte === COMMA && this.#depth === 1) {
        elements.push(this.#whole(bytes.subarray(start, at)));
        start = at + 1;
      } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
        this.#depth -= 1;
        if (this.#depth === 0) {
          const last = this.#whole(bytes.subarray(start, at));
          if (last.length > 0) elements.push(last);
          start = bytes.length;
        }
      }
    }
    // Copied, since the chunk's buffer is used again.
    if (this.#depth > 0 && start < bytes.length) this.#begun.push(Buffer.from(bytes.subarray(start)));
    return elements;
  }

  /** Whether the array has been read to its end. */
  get isWhole(): boolean {
    return this.#hasBegun && this.#depth === 0;
  }

  #whole(rest: Buffer): Buffer {
    if (this.#begun.length === 0) return rest;
    const whole = Buffer.concat([...this.#begun, rest]);
    this.#begun = [];
    return whole;
  }
}
