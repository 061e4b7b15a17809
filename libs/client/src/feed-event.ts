import { type ChangeEvent, type DocumentEvent, type LiveEvent, type SnapshotEvent } from '@bimetal/contract';
import { ClientError } from './client-error.js';
import { type ServerEvent } from './event-parser.js';

/** What a feed tells. */
export type FeedEvent<T = unknown> =
  /** A document was put, with what it has at that revision. Without `value` a later change of the same key follows, or values were not asked for. */
  | { readonly type: 'put'; readonly key: string; readonly revision: bigint; readonly value?: T }
  /** A document was removed. With `left` it is there, but not as `where` asks for: that is so from this revision on, and was not before. */
  | { readonly type: 'remove'; readonly key: string; readonly revision: bigint; readonly left?: true }
  /** The state begins, with so many documents (not known with `where`). What was told before does not count any more. */
  | { readonly type: 'snapshot'; readonly revision: bigint; readonly documents?: number }
  /** A document of the state. */
  | { readonly type: 'document'; readonly key: string; readonly revision: bigint; readonly value?: T }
  /** The state is complete; what follows is changes. */
  | { readonly type: 'live'; readonly revision: bigint };

/** What a server says last on a connection. */
export type Ending =
  { readonly type: 'stopping'; readonly retryMs: number } | { readonly type: 'gone'; readonly oldestRevision: string };

const ENDINGS = new Set(['stopping', 'gone']);

/** An event as the feed's user gets it; undefined for one that a newer server may send. */
export function feedEventOf<T>({ type, data }: ServerEvent): FeedEvent<T> | Ending | undefined {
  if (ENDINGS.has(type)) return { type, ...(JSON.parse(data) as object) } as Ending;
  if (type === 'change') return changeOf<T>(JSON.parse(data) as ChangeEvent);
  if (type === 'document') {
    const { revision, ...event } = JSON.parse(data) as DocumentEvent;
    return { type, ...event, revision: BigInt(revision) } as FeedEvent<T>;
  }
  if (type === 'snapshot' || type === 'live') {
    const { revision, ...event } = JSON.parse(data) as SnapshotEvent | LiveEvent;
    return { type, ...event, revision: BigInt(revision) } as FeedEvent<T>;
  }
  if (type === 'failed') {
    const { code } = JSON.parse(data) as { code: string };
    throw new ClientError(code, 'the feed cannot go on: the log of the server has the reason', { status: 200 });
  }
  return undefined;
}

function changeOf<T>({ key, revision, value, removed, left }: ChangeEvent): FeedEvent<T> {
  if (removed === true) {
    const remove = { type: 'remove', key, revision: BigInt(revision) } as const;
    return left === true ? { ...remove, left } : remove;
  }
  const change = { type: 'put', key, revision: BigInt(revision) } as const;
  return value === undefined ? change : { ...change, value: value as T };
}
