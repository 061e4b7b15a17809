import { type ConditionOptions, type ExpiryOptions } from './write.js';

/** A write of a batch. */
export type Operation =
  | ({ readonly put: string; readonly value: unknown } & ConditionOptions & ExpiryOptions)
  | ({ readonly remove: string } & ConditionOptions);

/** What a batch did: one revision, and an element for each operation. */
export interface BatchOutcome {
  readonly revision: bigint;
  readonly results: readonly { readonly key: string; readonly created?: boolean; readonly removed?: boolean }[];
}

/** The text of a batch. */
export function batchText(operations: readonly Operation[]): string {
  return JSON.stringify({ operations: operations.map(operationOf) });
}

function operationOf(operation: Operation): object {
  const { ifRevision, ifAbsent } = operation;
  const match = ifRevision === undefined ? {} : { match: String(ifRevision) };
  const noneMatch = ifAbsent === true ? { noneMatch: '*' } : {};
  const condition = { ...match, ...noneMatch };
  const when = Object.keys(condition).length === 0 ? {} : { if: condition };
  if ('remove' in operation) return { remove: operation.remove, ...when };
  const { put, value, ttlMs, expires } = operation;
  return {
    put,
    value: value as unknown,
    ...when,
    ...(ttlMs === undefined ? {} : { ttl: ttlMs / 1000 }),
    ...(expires === undefined ? {} : { expires: expires.toISOString() }),
  };
}
