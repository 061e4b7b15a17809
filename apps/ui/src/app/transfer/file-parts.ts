import { ArraySplitter } from './array-splitter';
import { type Bytes, type Entry, FileBroken, isSpace, type Splitter } from './entry';
import { LineSplitter } from './line-splitter';

export type Form = 'lines' | 'array';

/** Entries of a file that follow each other, and how far it is read with them. */
export interface Part {
  readonly form: Form;
  readonly entries: readonly Entry[];
  /** What of the file is read, in bytes. */
  readonly end: number;
}

/** LIMIT: how much of a file is read at once. The entries of it are one request. */
export const PIECE_BYTES = 512 * 1024;

/** LIMIT: what an entry may have. No server takes one as large, and a file without line ends is not to be read whole. */
const ENTRY_BYTES_MAX = 64 * 1024 * 1024;

const ARRAY_BEGINS = 0x5b;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** Reads a file from its beginning to its end, a piece at a time: it is never held whole. Throws {@link FileBroken}. */
export async function* partsOf(file: Blob, pieceBytes = PIECE_BYTES): AsyncGenerator<Part, void, undefined> {
  let splitter: Splitter | undefined;
  let form: Form = 'lines';
  for (let at = 0; at < file.size; at += pieceBytes) {
    let piece = await read(file, at, Math.min(at + pieceBytes, file.size));
    if (splitter === undefined) {
      const begin = beginOf(piece);
      form = piece[begin] === ARRAY_BEGINS ? 'array' : 'lines';
      // Lines are counted from the first, be it that it is empty.
      const skipped = form === 'array' ? begin : markBytes(piece);
      splitter = form === 'array' ? new ArraySplitter(skipped) : new LineSplitter(skipped);
      piece = piece.subarray(skipped);
    }
    yield { form, entries: splitter.take(piece), end: Math.min(at + pieceBytes, file.size) };
    if (splitter.heldBytes > ENTRY_BYTES_MAX) {
      throw new FileBroken(
        'ENTRY_TOO_LONG',
        at,
        'an entry has more than 64 MiB: see whether the file is what it seems',
      );
    }
  }
  if (splitter !== undefined) yield { form, entries: splitter.end(), end: file.size };
}

async function read(file: Blob, from: number, to: number): Promise<Bytes> {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer());
  } catch (cause) {
    const message = 'the file cannot be read: it was changed or moved since it was chosen, or it is a folder';
    throw new FileBroken('FILE_UNREADABLE', from, message, cause);
  }
}

function markBytes(piece: Bytes): number {
  return BYTE_ORDER_MARK.every((byte, index) => piece[index] === byte) ? BYTE_ORDER_MARK.length : 0;
}

/** Where the text begins, behind a byte order mark and white space. */
function beginOf(piece: Bytes): number {
  let begin = markBytes(piece);
  while (begin < piece.length && isSpace(piece[begin])) begin += 1;
  return begin;
}

/** The text of some entries, as the server takes it. */
export function textOf(form: Form, entries: readonly Entry[]): Bytes {
  const [open, between, close] = form === 'array' ? ['[', ',', ']'] : ['', '\n', '\n'];
  const size = entries.reduce((bytes, entry) => bytes + entry.bytes.length + 1, open.length);
  const text = new Uint8Array(size);
  let at = open.length;
  if (open !== '') text[0] = open.charCodeAt(0);
  for (const [index, { bytes }] of entries.entries()) {
    text.set(bytes, at);
    at += bytes.length;
    text[at] = (index === entries.length - 1 ? close : between).charCodeAt(0);
    at += 1;
  }
  return text;
}
