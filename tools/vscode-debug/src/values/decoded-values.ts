import type { LldbDap } from '../lldb/lldb-dap.ts';
import type { Body, Scope, Variable } from '../protocol/dap.ts';
import type { Reference, References } from './references.ts';

type DecodedReference = Extract<Reference, { kind: 'decoded' }>;

/**
 * Values of script frames as the LLDB plugin reads them from memory, for stops at which V8 cannot be entered and for core
 * files. They can be looked at, and neither computed with nor set.
 */
export class DecodedValues {
  readonly #lldb: LldbDap;
  readonly #references: References;

  constructor(lldb: LldbDap, references: References) {
    this.#lldb = lldb;
    this.#references = references;
  }

  scope(threadId: number, index: number, reason: string): Scope {
    return {
      name: `Local (read from memory: ${reason})`,
      presentationHint: 'locals',
      variablesReference: this.#references.add({ kind: 'decoded', threadId, index, word: undefined }),
      expensive: false,
    };
  }

  async variables(reference: DecodedReference): Promise<Variable[]> {
    const { threadId, index, word } = reference;
    const command = word === undefined ? `locals ${threadId} ${index}` : `parts ${threadId} ${index} ${word}`;
    const answer = await this.#lldb.command(`ts adapter ${command}`);
    return (answer['values'] as Body[]).map((value) => ({
      name: String(value['name']),
      value: String(value['value']),
      variablesReference:
        value['word'] === null ? 0 : this.#references.add({ ...reference, word: Number(value['word']) }),
    }));
  }

  async evaluate(threadId: number, index: number, expression: string): Promise<Body> {
    const { value, word } = await this.#lldb.command(`ts adapter path ${threadId} ${index} ${expression}`);
    const variablesReference =
      word === null ? 0 : this.#references.add({ kind: 'decoded', threadId, index, word: Number(word) });
    return { result: String(value), variablesReference };
  }
}
