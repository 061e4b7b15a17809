import { type LoggerService } from '@nestjs/common';
import { type Logger } from './logger.js';

/** Nest's own messages, in our log: its start-up chatter only for those who ask for it. */
export class NestLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#logger.debug(line(message, rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#logger.error(line(message, rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#logger.warn(line(message, rest));
  }
}

function line(message: unknown, rest: readonly unknown[]): string {
  return [message, ...rest].map(String).join(' ');
}
