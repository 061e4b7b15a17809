import { type CallOptions, type Request } from './transport.js';

/** What must hold for a write to be done. Otherwise it fails with REVISION_CONFLICT. */
export interface ConditionOptions {
  /** The document has this revision. */
  readonly ifRevision?: bigint | undefined;
  /** There is no document. */
  readonly ifAbsent?: boolean | undefined;
}

/** How a write is done. */
export interface WriteOptions extends CallOptions, ConditionOptions {
  /**
   * Whether the write is given a key of its own, by which the server does it once however often it is sent; or that key. A write
   * without one is sent again after a lost answer only when it has a condition.
   */
  readonly idempotent?: boolean | string | undefined;
}

export interface ExpiryOptions {
  /** How long the document lives, in milliseconds. */
  readonly ttlMs?: number | undefined;
  /** When it expires. Not together with {@link ExpiryOptions.ttlMs}. */
  readonly expires?: Date | undefined;
}

/** How a value is put. */
export interface PutOptions extends WriteOptions, ExpiryOptions {}

/** The headers of a write, and whether it may be sent again. */
export function writeOf({
  ifRevision,
  ifAbsent,
  idempotent,
  ttlMs,
  expires,
}: PutOptions): Pick<Request, 'headers' | 'isRepeatable'> {
  const key = idempotent === true ? newIdempotencyKey() : keyOf(idempotent);
  const isConditional = ifRevision !== undefined || ifAbsent === true;
  return {
    headers: {
      'if-match': ifRevision === undefined ? undefined : `"${ifRevision}"`,
      'if-none-match': ifAbsent === true ? '*' : undefined,
      'idempotency-key': key,
      'bimetal-ttl': ttlMs === undefined ? undefined : String(ttlMs / 1000),
      'bimetal-expires': expires?.toISOString(),
    },
    isRepeatable: key !== undefined || isConditional,
  };
}

/** 128 random bits. `crypto.randomUUID` is only for pages of HTTPS. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A key that the caller has chosen. */
function keyOf(idempotent: string | false | undefined): string | undefined {
  return idempotent === false || idempotent === '' ? undefined : idempotent;
}
