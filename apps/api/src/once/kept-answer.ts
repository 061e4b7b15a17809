import { createHash } from 'node:crypto';
import { type IncomingMessage } from 'node:http';

/** What an answer to a write says, but for the revision, which is that of the note that keeps it. */
export interface KeptAnswer {
  readonly status: number;
  /** The body is JSON text, with the revision in the middle. */
  readonly before: string;
  readonly after: string;
  readonly location?: string;
}

/** How much of a text has come, and the SHA-256 of it. */
export interface TextPart {
  readonly bytes: number;
  readonly digest: string;
}

/** What a text that is taken in as it comes has done so far. */
export interface Begun {
  readonly text: TextPart;
  readonly documents: number;
  readonly last: number;
}

/** What the note of an `Idempotency-Key` has: an answer, or how far a request has come that will have one. */
export type OnceNote = ((KeptAnswer & { readonly text?: TextPart }) | Begun) & {
  /** What was asked for, so that nothing else is answered with it. */
  readonly request: string;
  /** How long the note is kept, in milliseconds since 1970. */
  readonly until: number;
};

/** The headers that make another write of one with the same target and body. */
const TELLING = ['if-match', 'if-none-match', 'bimetal-ttl', 'bimetal-expires'] as const;

/** What a request asks for, in 64 hexadecimal digits. */
export function fingerprintOf({ method, url, headers }: IncomingMessage, body: Uint8Array): string {
  const said = TELLING.map((name) => headers[name] ?? null);
  return createHash('sha256')
    .update(JSON.stringify([method, url, said]))
    .update(body)
    .digest('hex');
}

/** The name of the note of a key: of one length and of plain characters, whatever the key is. */
export function noteNameOf(onceKey: string): string {
  return `${ONCE_NOTES}${createHash('sha256').update(onceKey).digest('hex')}`;
}

/** What the names of these notes begin with. */
export const ONCE_NOTES = 'once/';

export function parseNote(value: string): OnceNote {
  return JSON.parse(value) as OnceNote;
}
