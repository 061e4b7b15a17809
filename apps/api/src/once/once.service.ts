import { type IncomingMessage } from 'node:http';
import { Store } from '@bimetal/bindings';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { type Logger } from '../logging/logger.js';
import { LOGGER } from '../logging/logger.token.js';
import { RequestError } from '../problem/request-error.js';
import { type Peers, PEERS } from '../workers/peers.js';
import { type Claim } from './claim.js';
import { KeptAnswers, REMOVING } from './kept-answers.js';
import { fingerprintOf, noteNameOf, parseNote } from './kept-answer.js';
import { OnceText } from './once-text.js';
import { OnceTurn } from './once-turn.js';
import { reused } from './reused.js';

const NO_BODY = new Uint8Array(0);

const HOUR_MS = 60 * 60 * 1000;

/** How often answers are removed whose time is over. */
const SWEEP_MS = 60 * 1000;

/**
 * Writes that are made once however often a client sends them: the answer is kept in a note of the same commit, so that it is
 * there if and only if the write is, over crashes too. What is refused is not kept, and may be sent again. The writes that are
 * being made are memos of the store, by the names of their notes and with what was asked for: all event loops see them.
 */
@Injectable()
export class OnceService implements OnModuleInit, OnModuleDestroy {
  readonly #keepMs: number;
  readonly #answers: KeptAnswers;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) { idempotencyHours }: Config,
    @Inject(LOGGER) logger: Logger,
    @Inject(PEERS) private readonly peers: Pick<Peers, 'isFirst'>,
  ) {
    this.#keepMs = idempotencyHours * HOUR_MS;
    this.#answers = new KeptAnswers(store, logger);
  }

  onModuleInit(): void {
    if (this.peers.isFirst) this.#answers.load();
    this.#timer = setInterval(() => void this.#answers.sweep(Date.now()), SWEEP_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /**
   * Begins a write that has a key. Its answer may be kept already; dispose of the turn in any case.
   *
   * @throws {RequestError} IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_USE, SERVER_BUSY
   */
  begin(onceKey: string, request: IncomingMessage, body: Uint8Array): OnceTurn {
    return new OnceTurn(this.#claim(onceKey, fingerprintOf(request, body)));
  }

  /** The same for one whose body comes piece by piece, and is written so: it is compared as it comes. */
  beginText(onceKey: string, request: IncomingMessage): OnceText {
    return new OnceText(this.#claim(onceKey, fingerprintOf(request, NO_BODY)));
  }

  #claim(onceKey: string, request: string): Claim {
    const name = noteNameOf(onceKey);
    const { memos } = this.store;
    const running = memos.add(name, request);
    let isClaimed = false;
    try {
      const note = this.#noteOf(name);
      const isOther = note !== undefined && note.request !== request;
      if (isOther || (running !== undefined && running !== request && running !== REMOVING)) throw reused();
      // Whoever else has the key, perhaps only for as long as this: what was answered stays so.
      if (note !== undefined && 'status' in note) {
        return { name, request, until: note.until, note, end: () => undefined };
      }
      if (running !== undefined) throw inUse();
      if (note === undefined) this.#answers.refuseMore();
      const until = Date.now() + this.#keepMs;
      const end = (isKept: boolean): void => {
        if (!this.store.closed) memos.remove(name);
        if (isKept) this.#answers.add(name, until);
      };
      isClaimed = true;
      return { name, request, until, note, end };
    } finally {
      if (!isClaimed && running === undefined) memos.remove(name);
    }
  }

  /** The note of a key, if its time is not over. */
  #noteOf(name: string): Claim['note'] {
    const found = this.store.notes.get(name);
    const note = found && parseNote(found.value);
    if (found === undefined || note === undefined || note.until <= Date.now()) return undefined;
    return { ...note, revision: found.revision };
  }
}

function inUse(): RequestError {
  const message = 'the request with this Idempotency-Key is being done: send it again when it is';
  return new RequestError('IDEMPOTENCY_KEY_IN_USE', message);
}
