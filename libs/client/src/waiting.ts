/** How long to wait before the next attempt. Attempts count from 1. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * Anything up to twice as long each time, so that clients that failed in one moment do not come back in one. What the server asked
 * for is the least.
 */
export function waitOf({ firstMs, mostMs }: Backoff, attempt: number, leastMs = 0): number {
  const span = Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return leastMs + Math.random() * span;
}

/** Resolves after so many milliseconds; rejects with the reason of the signal when that aborts. */
export function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
