import { type Revision } from '@bimetal/bindings';

/** A revision as texts name it, a decimal number of 64 bits in its one form; undefined for any other text. */
export function parseRevision(text: string): Revision | undefined {
  const revision = /^(?:0|[1-9]\d{0,19})$/.test(text) ? BigInt(text) : -1n;
  return BigInt.asUintN(64, revision) === revision ? revision : undefined;
}
