import { constants } from 'node:os';
import { isatty } from 'node:tty';

/** A wrapper (npm) or a terminal delivers one Ctrl-C twice, milliseconds apart: that is still the first. */
const SAME_SIGNAL_MS = 1000;

/**
 * SIGHUP is a terminal that goes away. Windows knows no SIGTERM: there it is Ctrl-C, Ctrl-Break, or SIGHUP for a console that
 * is closed, after which the system ends the process in some ten seconds whatever it does.
 */
const signalsOf = (platform: NodeJS.Platform): readonly NodeJS.Signals[] =>
  platform === 'win32' ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGTERM', 'SIGINT', 'SIGHUP'];

/** Waits for the wish that the process ends. */
export class ShutdownSignals {
  /** Resolves with the first signal. */
  readonly first: Promise<NodeJS.Signals>;
  /** Whether SIGHUP can only be the end of a terminal, or of a console. */
  readonly #hangsUp: boolean;
  #reload: (() => void) | undefined;

  constructor(
    source: NodeJS.Process = process,
    platform: NodeJS.Platform = process.platform,
    hasTerminal: boolean = [0, 1, 2].some((descriptor) => isatty(descriptor)),
  ) {
    this.#hangsUp = platform === 'win32' || hasTerminal;
    this.first = new Promise((resolve) => {
      let firstAt: number | undefined;
      for (const signal of signalsOf(platform)) {
        source.on(signal, () => {
          if (signal === 'SIGHUP' && this.#reload !== undefined) this.#reload();
          else if (firstAt === undefined) {
            firstAt = performance.now();
            resolve(signal);
          } else if (performance.now() - firstAt > SAME_SIGNAL_MS) {
            // Whoever asks twice does not want to wait. Every answered write is on disk already.
            source.exit(128 + constants.signals[signal]);
          }
        });
      }
    });
  }

  /**
   * Takes SIGHUP for the wish that something is read again, as daemons do. A process that has a terminal goes on taking it for
   * the end of that, and so does every process on Windows.
   */
  reloadOnHangup(reload: () => void): void {
    if (!this.#hangsUp) this.#reload = reload;
  }
}
