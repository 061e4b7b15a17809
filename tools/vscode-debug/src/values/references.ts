/** What a `variablesReference` of the client stands for. All of them die when the program runs on. */
export type Reference =
  /** A scope of a script frame, or a property path below it. Walked anew each time: V8's own ids end with each pause. */
  | {
      kind: 'script-scope';
      threadId: number;
      ordinal: number;
      scope: number;
      isLocal: boolean;
      path: readonly string[];
    }
  /** The result of an evaluation, which V8 keeps in a group of the adapter's until the program runs on. */
  | { kind: 'script-object'; threadId: number; objectId: string }
  /** The variables of a script frame as memory holds them, or the parts of one value among them. */
  | { kind: 'decoded'; threadId: number; index: number; word: number | undefined }
  /** A scope of a native frame, or a path of children below it. Walked anew too: lldb-dap's ids end with each interrupt. */
  | { kind: 'native'; threadId: number; lldbIndex: number; path: readonly string[] };

export class References {
  readonly #byNumber = new Map<number, Reference>();
  // Never used again, so that a client that is late with a question gets no answer instead of a wrong one.
  #number = 1;

  add(reference: Reference): number {
    this.#byNumber.set(this.#number, reference);
    return this.#number++;
  }

  get(number: number): Reference {
    const reference = this.#byNumber.get(number);
    if (!reference) throw new Error('the program has run on since this value was shown');
    return reference;
  }

  clear(): void {
    this.#byNumber.clear();
  }
}
