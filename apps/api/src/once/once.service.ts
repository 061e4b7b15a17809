import { type IncomingMessage } from 'node:http';
import { Store } from '@bimetal/bindings';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { type Logger } from '../logging/logger.js';
import { LOGGER } from '../logging/logger.token.js';
import { RequestError } from '../problem/request-error.js';
import { type Peers, PEERS } from '../workers/peers.js';
import { KeptAnswers, REMOVING } from './kept-answers.js';
import { fingerprintOf, noteNameOf, parseNote } from './kept-answer.js';
import { OnceTurn } from './once-turn.js';

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
    const [name, asked] = [noteNameOf(onceKey), fingerprintOf(request, body)];
    const { memos } = this.store;
    const running = memos.add(name, asked);
    if (running !== undefined) throw running === asked || running === REMOVING ? inUse() : reused();
    let isBegun = false;
    try {
      const note = this.store.notes.get(name);
      const kept = note && parseNote(note.value);
      if (note !== undefined && kept !== undefined && kept.until > Date.now()) {
        if (kept.request !== asked) throw reused();
        return new OnceTurn(name, asked, kept.until, { ...kept, revision: note.revision }, () => undefined);
      }
      this.#answers.refuseMore();
      const until = Date.now() + this.#keepMs;
      const turn = new OnceTurn(name, asked, until, undefined, (isKept) => {
        if (!this.store.closed) memos.remove(name);
        if (isKept) this.#answers.add(name, until);
      });
      isBegun = true;
      return turn;
    } finally {
      if (!isBegun) memos.remove(name);
    }
  }
}

function reused(): RequestError {
  const message = 'another request was sent with this Idempotency-Key: take a new key for a new request';
  return new RequestError('IDEMPOTENCY_KEY_REUSED', message);
}

function inUse(): RequestError {
  const message = 'the request with this Idempotency-Key is being done: send it again when it is';
  return new RequestError('IDEMPOTENCY_KEY_IN_USE', message);
}
