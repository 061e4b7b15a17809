import { type Revision } from '@bimetal/bindings';
import {
  type ChangeEventName,
  type FailedEvent,
  type GoneEvent,
  type LiveEvent,
  type SnapshotEvent,
  type StoppingEvent,
} from '@bimetal/contract';
import { Frame } from './frame.js';

/** How long a browser waits before it connects anew. */
const RETRY_MS = 2000;

/** The first words of a stream. From the id on a reader can go on that loses its connection before the first change. */
export function beginning(since: Revision | undefined): Frame {
  return new Frame(`retry: ${RETRY_MS}\n${since === undefined ? '' : `id: ${since}\n`}\n`);
}

/** The state begins, with so many documents, where that is known. */
export function stateBegins(revision: Revision, documents: number | undefined): Frame {
  const data: SnapshotEvent = { revision: String(revision), ...(documents !== undefined && { documents }) };
  return new Frame(event('snapshot', data));
}

/** The state is complete. */
export function live(revision: Revision): Frame {
  const data: LiveEvent = { revision: String(revision) };
  return new Frame(`event: live\ndata: ${JSON.stringify(data)}\nid: ${revision}\n\n`);
}

/** Nothing has happened, and a reader that goes on later need not look at what came up to here. */
export function heartbeat(revision: Revision | undefined): Frame {
  return new Frame(revision === undefined ? ':\n' : `:\nid: ${revision}\n\n`);
}

/** The changes that were to come are gone. */
export function gone(oldest: Revision): Frame {
  const data: GoneEvent = { code: 'HISTORY_GONE', oldestRevision: String(oldest) };
  return last('gone', data);
}

/** The feed broke. */
export function failed(code: string): Frame {
  const data: FailedEvent = { code };
  return last('failed', data);
}

/** The server shuts down. Readers come back one after the other, not all in one moment. */
export function stopping(): Frame {
  const retryMs = RETRY_MS + Math.floor(Math.random() * RETRY_MS);
  const data: StoppingEvent = { retryMs };
  return last('stopping', data, `retry: ${retryMs}\n`);
}

/** The event before may not be ended: whether it is the last of its batch is known only behind it. */
function last(name: ChangeEventName, data: object, fields = ''): Frame {
  return new Frame(`\n${fields}${event(name, data)}`);
}

function event(name: ChangeEventName, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
