import { BimetalError } from './bimetal-error.js';

/** The error of a long read that its caller's signal ended. */
export function aborted(signal: AbortSignal): BimetalError {
  return new BimetalError('ABORTED', 'the read was aborted by its signal', { cause: signal.reason });
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw aborted(signal);
  }
}

/** Waits for the promise or the signal, whichever comes first. Leaves no listener behind. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  throwIfAborted(signal);
  if (!signal) {
    return promise;
  }
  const { promise: abortion, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(aborted(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, abortion]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
