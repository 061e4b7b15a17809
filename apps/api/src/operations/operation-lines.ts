import { BimetalError, type OperationOptions, type OperationProgress } from '@bimetal/bindings';
import { type OperationFailure } from '@bimetal/contract';
import { RequestError } from '../problem/request-error.js';

/** Begins long work, which tells how far it has come and ends with a signal. */
export type Begin<T> = (options: Required<Pick<OperationOptions, 'onProgress'>>) => Promise<T>;

/**
 * Long work as lines of JSON: how far it has come, then what `linesOf` makes of its outcome, or why it failed. A reader who is slow
 * is told the last progress and none of those before it, so that nothing heaps up. What fails before anything was told throws, and is
 * answered with a problem.
 */
export async function* operationLines<T>(
  begin: Begin<T>,
  linesOf: (outcome: T) => readonly object[],
): AsyncGenerator<Uint8Array, void, undefined> {
  let progress: OperationProgress | undefined;
  let wake = Promise.withResolvers<void>();
  const work = begin({
    onProgress: (told) => {
      progress = told;
      wake.resolve();
    },
  });
  let isDone = false;
  const done = (): void => {
    isDone = true;
    wake.resolve();
  };
  work.then(done, done);
  let isBegun = false;
  for (;;) {
    await wake.promise;
    wake = Promise.withResolvers();
    if (progress !== undefined) yield line({ progress });
    isBegun ||= progress !== undefined;
    progress = undefined;
    if (isDone) break;
  }
  try {
    for (const told of linesOf(await work)) yield line(told);
  } catch (error) {
    if (!isBegun || !(error instanceof BimetalError || error instanceof RequestError)) throw error;
    yield line({ failed: { code: error.code, reason: error.message } satisfies OperationFailure });
  }
}

function line(told: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(told)}\n`);
}
