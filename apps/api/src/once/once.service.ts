import { type IncomingMessage } from 'node:http';
import { Store } from '@bimetal/bindings';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { type Logger } from '../logging/logger.js';
import { LOGGER } from '../logging/logger.token.js';
import { RequestError } from '../problem/request-error.js';
import { KeptAnswers } from './kept-answers.js';
import { fingerprintOf, noteNameOf, parseNote } from './kept-answer.js';
import { OnceTurn } from './once-turn.js';

const HOUR_MS = 60 * 60 * 1000;

/** How often answers are removed whose time is over. */
const SWEEP_MS = 60 * 1000;

/**
 * Writes that are made once however often a client sends them: the answer is kept in a note of the same commit, so that it is
 * there if and only if the write is, over crashes too. What is refused is not kept, and may be sent again.
 */
@Injectable()
export class OnceService implements OnModuleInit, OnModuleDestroy {
  readonly #keepMs: number;
  readonly #answers: KeptAnswers;
  /** The writes that are being made, by the names of their notes, with what was asked for. */
  readonly #running = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) { idempotencyHours }: Config,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#keepMs = idempotencyHours * HOUR_MS;
    this.#answers = new KeptAnswers(store, logger, (name) => this.#running.has(name));
  }

  onModuleInit(): void {
    this.#answers.load();
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
    const running = this.#running.get(name);
    if (running !== undefined) throw running === asked ? inUse() : reused();
    const note = this.store.notes.get(name);
    const kept = note && parseNote(note.value);
    if (note !== undefined && kept !== undefined && kept.until > Date.now()) {
      if (kept.request !== asked) throw reused();
      return new OnceTurn(name, asked, kept.until, { ...kept, revision: note.revision }, () => undefined);
    }
    this.#answers.refuseMore();
    this.#running.set(name, asked);
    const until = Date.now() + this.#keepMs;
    return new OnceTurn(name, asked, until, undefined, (isKept) => {
      this.#running.delete(name);
      if (isKept) this.#answers.add(name, until);
    });
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
