import { constants } from 'node:os';

/** A wrapper (npm) or a terminal delivers one Ctrl-C twice, milliseconds apart: that is still the first. */
const SAME_SIGNAL_MS = 1000;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Waits for the wish that the process ends. */
export class ShutdownSignals {
  /** Resolves with the first signal. */
  readonly first: Promise<NodeJS.Signals>;

  constructor(source: NodeJS.Process = process) {
    this.first = new Promise((resolve) => {
      let firstAt: number | undefined;
      for (const signal of SIGNALS) {
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
