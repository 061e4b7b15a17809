import type * as Addon from '@bimetal/addon';
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
  { signal, onProgress }: OperationOptions,
): Promise<T> {
  const operation = native.operationCreate();
  const cancel = (): void => native.operationCancel(operation);
  const tell = (): void => onProgress?.(native.operationProgress(operation));
  if (signal?.aborted) {
    cancel();
  }
  signal?.addEventListener('abort', cancel, { once: true });
  const ticks = onProgress && setInterval(tell, PROGRESS_MS);
  try {
    const outcome = await settled(start(operation));
    tell();
    return outcome;
  } finally {
    clearInterval(ticks);
    signal?.removeEventListener('abort', cancel);
  }
}
