/** A document in the text of a file. */
export interface Entry {
  /** Which line of the file it is, or which entry of its array, from 1. */
  readonly number: number;
  /** Where it begins, in bytes of the file. */
  readonly at: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type Bytes = Uint8Array<ArrayBuffer>;

/** What a file cannot be read on for. */
export class FileBroken extends Error {
  readonly code: 'ARRAY_NOT_CLOSED' | 'TEXT_BEHIND_ARRAY' | 'ENTRY_TOO_LONG' | 'FILE_UNREADABLE';
  readonly at: number;

  constructor(code: FileBroken['code'], at: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.at = at;
  }
}

/** Finds the entries of a text that comes in pieces. */
export interface Splitter {
  /** The entries that end in a piece. */
  take(piece: Bytes): Entry[];
  /** The one that the end of the text ends. */
  end(): Entry[];
  /** What is held of an entry whose end has not come, in bytes. */
  readonly heldBytes: number;
}

export function joined(first: Bytes, second: Bytes): Bytes {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Whether a byte is white space of JSON. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
