import { createHash } from 'node:crypto';
import { type Imported, type ImportPlace, type NamedNote, type Revision } from '@bimetal/bindings';
import { type FastifyReply } from 'fastify';
import { type Claim } from './claim.js';
import { type KeptAnswer, type OnceNote, type TextPart } from './kept-answer.js';
import { reused } from './reused.js';
import { sendKept, sendKeptAgain } from './send-kept.js';

/**
 * One request with an `Idempotency-Key` whose text is written as it comes. Each commit keeps how much of the text is read and its
 * sum, so that a repeat goes on behind what is committed, if its text is the same up to there; the last one keeps the answer.
 */
export class OnceText implements Disposable {
  readonly #claim: Claim;
  /** What has come before: the text of a repeat is the same as far as that. */
  readonly #known: TextPart | undefined;
  readonly #hash = createHash('sha256');
  /** What is not yet in the sum of what has come, and how many bytes are. */
  #unsummed: Uint8Array = new Uint8Array(0);
  #summed = 0;
  #answer: KeptAnswer | undefined;
  #isKept = false;

  constructor(claim: Claim) {
    this.#claim = claim;
    this.#known = claim.note?.text;
  }

  /** Whether there is an answer already; the text is still to be compared. */
  get isAnswered(): boolean {
    return this.#claim.note !== undefined && 'status' in this.#claim.note;
  }

  /** What is committed already of a text that has no answer. */
  get begun(): Imported | undefined {
    const { note } = this.#claim;
    if (note === undefined || 'status' in note) return undefined;
    return { documents: note.documents, last: note.last, revision: note.revision };
  }

  /**
   * Takes the next piece, and gives it back in parts. What came before is compared before it is given.
   *
   * @throws {RequestError} IDEMPOTENCY_KEY_REUSED
   */
  *partsOf(piece: Uint8Array): Generator<Uint8Array, void, undefined> {
    this.#sumUpTo(this.#summed + this.#unsummed.length);
    const left = (this.#known?.bytes ?? 0) - this.#summed;
    if (left > 0) {
      this.#unsummed = piece.subarray(0, left);
      this.#sumUpTo(this.#summed + this.#unsummed.length);
      if (piece.length >= left && this.#partAt(this.#summed).digest !== this.#known?.digest) throw reused();
      yield piece.subarray(0, left);
    }
    const rest = piece.subarray(Math.max(0, left));
    if (rest.length > 0 && this.isAnswered) throw reused();
    this.#unsummed = rest;
    if (rest.length > 0) yield rest;
  }

  /** The text has ended. @throws {RequestError} IDEMPOTENCY_KEY_REUSED where less came than before */
  end(): void {
    if (this.#summed < (this.#known?.bytes ?? 0)) throw reused();
  }

  /** The note of a commit; of the last one with the answer. */
  noteAt({ documents, last, bytes, isEnd }: ImportPlace): NamedNote {
    const { name, request, until } = this.#claim;
    const text = this.#partAt(bytes);
    this.#answer = isEnd ? { status: 200, before: `{"documents":${documents},"revision":"`, after: '"}' } : undefined;
    const note: OnceNote = { ...(this.#answer ?? { documents, last }), text, request, until };
    this.#isKept = true;
    return { name, value: JSON.stringify(note) };
  }

  /** Answers what was committed at last. */
  send(revision: Revision | undefined, reply: FastifyReply): void {
    if (this.#answer === undefined || revision === undefined) throw new Error('a text is answered before its end');
    sendKept(this.#answer, revision, reply);
  }

  /** Answers as the request before was answered. */
  sendAgain(reply: FastifyReply): void {
    const { note } = this.#claim;
    if (note !== undefined && 'status' in note) sendKeptAgain(note, note.revision, reply);
  }

  [Symbol.dispose](): void {
    this.#claim.end(this.#isKept);
  }

  #partAt(bytes: number): TextPart {
    this.#sumUpTo(bytes);
    return { bytes, digest: this.#hash.copy().digest('hex') };
  }

  #sumUpTo(bytes: number): void {
    const more = bytes - this.#summed;
    if (more <= 0) return;
    this.#hash.update(this.#unsummed.subarray(0, more));
    this.#unsummed = this.#unsummed.subarray(more);
    this.#summed = bytes;
  }
}
