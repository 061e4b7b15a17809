import { type ImportResult } from '@bimetal/contract';
import { ClientError } from './client-error.js';
import { type CallOptions } from './transport.js';
import { type ExpiryOptions } from './write.js';

/** A document to take in; as a text, a line as the export has it, which is kept byte for byte. */
export type Entry = string | ({ readonly key: string; readonly value: unknown } & ExpiryOptions);

export interface ImportOptions extends CallOptions {
  /** `replace`, the default, puts each document whatever is there; `create` ends at the first key that has a document. */
  readonly mode?: 'replace' | 'create' | undefined;
  /** Gives each piece a key of its own, by which the server takes it in once however often it is sent. */
  readonly idempotent?: boolean | undefined;
}

/** What an import has committed. */
export interface Imported {
  readonly documents: number;
  /** The revision of the last of them; undefined when there are none. */
  readonly revision: bigint | undefined;
}

/** An import that broke off: what of it is committed all the same, and nothing else is. */
export class ImportBrokenOff extends ClientError {
  /** What is known to be committed. */
  readonly imported: Imported;
  /** How many documents behind those may be committed, too, since the answer to them was lost; 0 where the server has said why. */
  readonly uncertain: number;
  /** Which entry was refused, counted from 1; undefined where the error is none of an entry. */
  readonly entry: number | undefined;

  constructor(cause: ClientError, imported: Imported, uncertain: number, entry?: number) {
    const { code, message, status, problem, retryAfterMs } = cause;
    super(code, message, { status, problem, retryAfterMs, cause });
    this.imported = imported;
    this.uncertain = uncertain;
    this.entry = entry;
  }
}

/** Entries that are sent together, as lines. */
export interface Piece {
  readonly text: string;
  readonly entries: number;
}

/** LIMIT: what one request has. The server commits by 1,000 documents as well, so that a larger one would gain nothing. */
const ENTRIES_MAX = 1_000;
const CHARS_MAX = 1024 * 1024;

/**
 * Sends documents as they come, a piece after the other: the next one is asked of its source when the one before is on disk. One
 * request with a body without end would need HTTP/2 in browsers, and nobody would know what of it is written when its connection breaks.
 */
export async function importAll(
  entries: Iterable<Entry> | AsyncIterable<Entry>,
  send: (piece: Piece) => Promise<ImportResult>,
): Promise<Imported> {
  let done: Imported = { documents: 0, revision: undefined };
  let sent = 0;
  for await (const piece of piecesOf(entries)) {
    try {
      done = sum(done, await send(piece));
      sent += piece.entries;
    } catch (error) {
      throw error instanceof ClientError ? brokenOff(error, done, sent, piece) : error;
    }
  }
  return done;
}

function brokenOff(error: ClientError, done: Imported, sent: number, { entries }: Piece): ImportBrokenOff {
  const { imported, line } = error.problem ?? {};
  const whole = imported === undefined ? done : sum(done, imported);
  // A refusal is an answer, and says what was written; one without `imported` came before anything was.
  const uncertain = error.problem === undefined ? entries : 0;
  return new ImportBrokenOff(error, whole, uncertain, line === undefined ? undefined : sent + line);
}

function sum(one: Imported, { documents, revision }: ImportResult): Imported {
  return {
    documents: one.documents + documents,
    revision: revision === undefined ? one.revision : BigInt(revision),
  };
}

async function* piecesOf(entries: Iterable<Entry> | AsyncIterable<Entry>): AsyncGenerator<Piece, void, undefined> {
  let lines: string[] = [];
  let chars = 0;
  for await (const entry of entries) {
    const line = lineOf(entry);
    // The server passes such lines over, and the number of a line is that of an entry here.
    if (line.trim() === '') continue;
    lines.push(line);
    chars += line.length;
    if (lines.length < ENTRIES_MAX && chars < CHARS_MAX) continue;
    yield pieceOf(lines);
    [lines, chars] = [[], 0];
  }
  if (lines.length > 0) yield pieceOf(lines);
}

function pieceOf(lines: readonly string[]): Piece {
  return { text: `${lines.join('\n')}\n`, entries: lines.length };
}

function lineOf(entry: Entry): string {
  if (typeof entry === 'string') return entry.replace(/\r?\n$/, '');
  const { key, value, ttlMs, expires } = entry;
  if (value === undefined) throw new TypeError(`the value of ${JSON.stringify(key)} has no JSON: it is undefined`);
  return JSON.stringify({ key, value, expires, ...(ttlMs === undefined ? {} : { ttl: ttlMs / 1000 }) });
}
