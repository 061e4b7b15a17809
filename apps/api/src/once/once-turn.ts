import { BimetalError, type Revision } from '@bimetal/bindings';
import { type FastifyReply } from 'fastify';
import { type Claim } from './claim.js';
import { type KeptAnswer, type OnceNote } from './kept-answer.js';
import { sendKept, sendKeptAgain } from './send-kept.js';

/** LIMIT: the characters of an answer that is kept. */
const ANSWER_MAX = 64 * 1024;

/** What takes a note, and commits it with its writes. */
interface TakesNotes {
  putNote(name: string, value: string): unknown;
}

/** One request with an `Idempotency-Key`, from its beginning to its answer. */
export class OnceTurn implements Disposable {
  readonly #claim: Claim;
  #isKept = false;

  constructor(claim: Claim) {
    this.#claim = claim;
  }

  /** Puts the answer into the batch that it is about. It counts once that is committed: see {@link OnceTurn.send}. */
  keepIn(batch: TakesNotes, answer: KeptAnswer): void {
    if (answer.before.length + answer.after.length > ANSWER_MAX) {
      const message = 'the answer is too long to be kept: write less at once, or leave Idempotency-Key out';
      throw new BimetalError('BATCH_TOO_LARGE', message);
    }
    const { name, request, until } = this.#claim;
    const note: OnceNote = { ...answer, request, until };
    batch.putNote(name, JSON.stringify(note));
  }

  /** Answers what was committed at a revision. */
  send(answer: KeptAnswer, revision: Revision, reply: FastifyReply): void {
    this.#isKept = true;
    sendKept(answer, revision, reply);
  }

  /** Answers as the request before was answered, if one was. Returns whether. */
  sendAgain(reply: FastifyReply): boolean {
    const { note } = this.#claim;
    if (note === undefined || !('status' in note)) return false;
    sendKeptAgain(note, note.revision, reply);
    return true;
  }

  [Symbol.dispose](): void {
    this.#claim.end(this.#isKept);
  }
}
