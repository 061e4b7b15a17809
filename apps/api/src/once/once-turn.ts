import { BimetalError, type Revision } from '@bimetal/bindings';
import { type FastifyReply } from 'fastify';
import { JSON_TYPE } from '../http/json-type.js';
import { type KeptAnswer, type OnceNote } from './kept-answer.js';

/** LIMIT: the characters of an answer that is kept. */
const ANSWER_MAX = 64 * 1024;

/** What takes a note, and commits it with its writes. */
interface TakesNotes {
  putNote(name: string, value: string): unknown;
}

/** One request with an `Idempotency-Key`, from its beginning to its answer. */
export class OnceTurn implements Disposable {
  /** What it is answered, where that is known already. */
  readonly kept: (KeptAnswer & { readonly revision: Revision }) | undefined;
  readonly #name: string;
  readonly #request: string;
  readonly #until: number;
  readonly #end: (isKept: boolean) => void;
  #isKept = false;

  constructor(name: string, request: string, until: number, kept: OnceTurn['kept'], end: (isKept: boolean) => void) {
    this.#name = name;
    this.#request = request;
    this.#until = until;
    this.kept = kept;
    this.#end = end;
  }

  /** Puts the answer into the batch that it is about. It counts once that is committed: see {@link OnceTurn.send}. */
  keepIn(batch: TakesNotes, answer: KeptAnswer): void {
    if (answer.before.length + answer.after.length > ANSWER_MAX) {
      const message = 'the answer is too long to be kept: write less at once, or leave Idempotency-Key out';
      throw new BimetalError('BATCH_TOO_LARGE', message);
    }
    const note: OnceNote = { ...answer, request: this.#request, until: this.#until };
    batch.putNote(this.#name, JSON.stringify(note));
  }

  /** Answers what was committed at a revision. */
  send(answer: KeptAnswer, revision: Revision, reply: FastifyReply): void {
    this.#isKept = true;
    sendKept(answer, revision, reply);
  }

  /** Answers as the request before was answered, if one was. Returns whether. */
  sendAgain(reply: FastifyReply): boolean {
    if (this.kept === undefined) return false;
    reply.header('idempotent-replayed', 'true');
    sendKept(this.kept, this.kept.revision, reply);
    return true;
  }

  [Symbol.dispose](): void {
    this.#end(this.#isKept);
  }
}

function sendKept({ status, before, after, location }: KeptAnswer, revision: Revision, reply: FastifyReply): void {
  reply.code(status).header('content-type', JSON_TYPE).header('etag', `"${revision}"`);
  if (location !== undefined) reply.header('location', location);
  reply.send(`${before}${revision}${after}`);
}
