import type * as Addon from '@bimetal/addon';
import { callbackOf, optionsOf, signalOf } from './argument.js';
import { settled } from './native-error.js';

/** How far a long operation has come. */
export interface OperationProgress {
  readonly bytes: number;
  /** Bytes in all; 0 where nobody knows. */
  readonly bytesAll: number;
}

export interface OperationOptions {
  /** Ends the operation: its promise is rejected with CANCELLED. */
  readonly signal?: AbortSignal | undefined;
  /** Called some times a second while the operation runs, and once when it has succeeded. */
  readonly onProgress?: ((progress: OperationProgress) => void) | undefined;
}

const PROGRESS_MS = 100;

/** Runs a long operation on a thread of its own, with progress and an end on demand. */
export async function runOperation<T>(
  native: typeof Addon,
  start: (operation: Addon.OperationHandle) => Promise<T>,
  options: OperationOptions | undefined,
): Promise<T> {
  const { signal, onProgress } = optionsOf(options);
  signalOf(signal);
  callbackOf('onProgress', onProgress);
  const operation = native.operationCreate();
  const cancel = (): void => native.operationCancel(operation);
  const thrown: unknown[] = [];
  const tell = (): void => {
    try {
      onProgress?.(native.operationProgress(operation));
    } catch (error) {
      // From a timer it would end the process; the operation's caller is the one to see it.
      thrown.push(error);
      cancel();
    }
  };
  if (signal?.aborted) {
    cancel();
  }
  signal?.addEventListener('abort', cancel, { once: true });
  const ticks = onProgress && setInterval(tell, PROGRESS_MS);
  try {
    const outcome = await settled(start(operation));
    tell();
    if (thrown.length > 0) {
      throw thrown[0];
    }
    return outcome;
  } catch (error) {
    throw thrown.length > 0 ? thrown[0] : error;
  } finally {
    clearInterval(ticks);
    signal?.removeEventListener('abort', cancel);
  }
}
