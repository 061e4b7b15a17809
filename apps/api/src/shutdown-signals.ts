import { constants } from 'node:os';

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

  constructor(source: NodeJS.Process = process, platform: NodeJS.Platform = process.platform) {
    this.first = new Promise((resolve) => {
      let firstAt: number | undefined;
      for (const signal of signalsOf(platform)) {
        source.on(signal, () => {
          if (firstAt === undefined) {
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
}
