/**
 * Holds back what the linker says of an addon's tests that lack Node-API's functions: pages of it, of which none says
 * what to do. Everything else that cargo says passes line by line.
 */
export class LinkErrors {
  readonly #say: (line: string) => void;
  #held: string[] | undefined;
  #lacksNode = false;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  read(line: string): void {
    // eslint-disable-next-line no-control-regex -- colours are control characters.
    const plain = line.replace(/\x1b\[[0-9;]*m/g, '');
    if (/^error: linking with /.test(plain)) {
      this.#release();
      this.#held = [line];
    } else if (this.#held && /^(error|warning)\b/.test(plain)) {
      this.#release();
      this.#say(line);
    } else if (this.#held) this.#held.push(line);
    else this.#say(line);
  }

  /** What to do, or nothing when it was not that. */
  end(): string | undefined {
    this.#release();
    return this.#lacksNode ? LACKS_NODE : undefined;
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    if (held.some((line) => /\bnapi_\w+/.test(line) && /undefined|unresolved|not found/i.test(held.join('\n')))) {
      this.#lacksNode = true;
    } else for (const line of held) this.#say(line);
  }
}

const LACKS_NODE =
  'The tests do not link, because the functions of Node-API are in Node and not in a test program: add "dyn-symbols" to the features of napi in Cargo.toml, or keep what is tested in a crate that does not depend on napi.';
