/** V8 holds values that outlive one pause of it in this group, which is released when the program runs on. */
export const OBJECT_GROUP = 'bimetal';

/** A value of V8's, which it keeps in a group of the adapter's until the program runs on. */
export interface ObjectReference {
  kind: 'script-object';
  threadId: number;
  /** The frame that it was found in: what is assigned to its properties is computed there. */
  ordinal: number;
  objectId: string;
  /** How many elements it has, where it is a list of them. */
  length: number | undefined;
  /** Its members from this one on. */
  from: number;
  /** Whether what its class computes is a part of it. */
  hasAccessors: boolean;
}

/** What a `variablesReference` of the client stands for. All of them die when the program runs on. */
export type Reference =
  /** A scope of a script frame. */
  | { kind: 'script-scope'; threadId: number; ordinal: number; scope: number; isLocal: boolean }
  | ObjectReference
  /** A value that a function of the program gives, once somebody asks for it. */
  | { kind: 'script-getter'; threadId: number; objectId: string; get: string; name: string }
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
