/** An event of a stream, as the HTML standard reads it (9.2.6). */
export interface ServerEvent {
  readonly type: string;
  readonly data: string;
}

/** Reads server-sent events from text that comes in pieces. */
export class EventParser {
  /** The last id that an event, or an empty one, has ended with. */
  lastId: string | undefined;
  /** What the server asked for: how long to wait before the next connection, in milliseconds. */
  retryMs: number | undefined;
  #pieces: string[] = [];
  #endsInReturn = false;
  #type = '';
  #data: string[] = [];
  #id: string | undefined;

  /** The events that a piece completes. */
  *push(piece: string): Generator<ServerEvent, void, undefined> {
    // A line end of two characters may be cut in the middle.
    const text = this.#endsInReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    if (piece !== '') this.#endsInReturn = piece.endsWith('\r');
    const [first = '', ...others] = text.split(/\r\n|\n|\r/);
    this.#pieces.push(first);
    for (const next of others) {
      // Joined once, however many pieces a line comes in.
      const event = this.#takeLine(this.#pieces.join(''));
      this.#pieces = [next];
      if (event !== undefined) yield event;
    }
  }

  #takeLine(line: string): ServerEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (name === 'event') this.#type = value;
    else if (name === 'data') this.#data.push(value);
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  #dispatch(): ServerEvent | undefined {
    const event = { type: this.#type === '' ? 'message' : this.#type, data: this.#data.join('\n') };
    const isEvent = this.#data.length > 0;
    this.#type = '';
    this.#data = [];
    if (this.#id !== undefined) this.lastId = this.#id;
    return isEvent ? event : undefined;
  }
}
