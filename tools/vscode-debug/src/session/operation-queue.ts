/**
 * Runs operations one after the other, in the order of their arrival. Everything that talks to a debugger on behalf of
 * the client goes through one queue, so that no request finds the program half-way between two stops.
 */
export class OperationQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#last.then(operation);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
