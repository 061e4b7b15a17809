import * as z from 'zod/mini';
import { revisionTextSchema } from './revision-text.js';

/** One key written or removed at a revision: the data of `event: change`, and an element of a poll's `changes`. */
export const changeSchema = z.object({
  key: z.string(),
  revision: revisionTextSchema,
  /** What the key had after this very revision; absent with `include=none`, with `removed` and with `superseded`. */
  value: z.optional(z.unknown()),
  /** The key was removed; or its document has left what is followed, see `left`. */
  removed: z.optional(z.literal(true)),
  /** The document is there, but it is not as `where` asks for, and was before: it may come back. */
  left: z.optional(z.literal(true)),
  /** The value of this revision is not kept any more: a later change of the same key follows. */
  superseded: z.optional(z.literal(true)),
});

/** A document of the state that stands before the changes: the data of `event: document`. */
export const documentEventSchema = z.object({
  key: z.string(),
  /** The revision that wrote the document. */
  revision: revisionTextSchema,
  value: z.optional(z.unknown()),
});

/** The state begins: the data of `event: snapshot`. What was told before, on an earlier connection, does not count any more. */
export const snapshotEventSchema = z.object({
  revision: revisionTextSchema,
  /** How many documents are to come; absent with `where`. */
  documents: z.optional(z.number()),
});

/** The state is complete, and changes follow: the data of `event: live`, whose id is the revision too. */
export const liveEventSchema = z.object({ revision: revisionTextSchema });

/** The changes that were to come are not retained any more: the data of `event: gone`, the last event. */
export const goneEventSchema = z.object({
  code: z.literal('HISTORY_GONE'),
  /** The oldest revision after which all changes are retained. */
  oldestRevision: revisionTextSchema,
});

/** The server shuts down: the data of `event: stopping`, the last event. */
export const stoppingEventSchema = z.object({
  /** When to come back, in milliseconds; the event's `retry` says the same to a browser. */
  retryMs: z.number(),
});

/** The feed cannot go on, and the server's log has the reason: the data of `event: failed`, the last event. */
export const failedEventSchema = z.object({ code: z.string() });

/** What `GET /api/changes` answers to a poll. */
export const changeListSchema = z.object({
  changes: z.array(changeSchema),
  /** Up to here all changes were told: the `since` of the next poll. */
  revision: revisionTextSchema,
});

/** The names of the events of `GET /api/changes`. */
export const CHANGE_EVENTS = ['change', 'document', 'snapshot', 'live', 'gone', 'stopping', 'failed'] as const;

export type ChangeEventName = (typeof CHANGE_EVENTS)[number];
export type ChangeEvent = z.infer<typeof changeSchema>;
export type DocumentEvent = z.infer<typeof documentEventSchema>;
export type SnapshotEvent = z.infer<typeof snapshotEventSchema>;
export type LiveEvent = z.infer<typeof liveEventSchema>;
export type GoneEvent = z.infer<typeof goneEventSchema>;
export type StoppingEvent = z.infer<typeof stoppingEventSchema>;
export type FailedEvent = z.infer<typeof failedEventSchema>;
export type ChangeList = z.infer<typeof changeListSchema>;
