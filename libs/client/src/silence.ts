/** Aborts when something that is waited for does not come for too long. Only waiting counts: a slow user of what comes is no silence. */
export class Silence {
  readonly #ms: number;
  readonly #end: AbortController;

  constructor(ms: number, end: AbortController) {
    this.#ms = ms;
    this.#end = end;
  }

  async during<V>(promise: Promise<V>): Promise<V> {
    const overdue = setTimeout(() => this.#end.abort(new DOMException('nothing came', 'TimeoutError')), this.#ms);
    try {
      return await promise;
    } finally {
      clearTimeout(overdue);
    }
  }
}
