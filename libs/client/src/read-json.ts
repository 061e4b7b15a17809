import { ClientError } from './client-error.js';

/** Reads what a success says, which must be what this API says. */
export function known<V>(read: () => V): V {
  try {
    return read();
  } catch (cause) {
    throw new ClientError(
      'ANSWER_UNKNOWN',
      'the answer is none of this API: see whether something else has the address',
      { status: 200, cause },
    );
  }
}

/** A success as the type that this API answers. */
export function readJson<T>(text: string): T {
  return known(() => JSON.parse(text) as T);
}
