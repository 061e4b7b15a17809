import { type Revision } from '@bimetal/bindings';
import { type FastifyRequest } from 'fastify';
import { invalid, Parameters } from '../http/parameters.js';
import { parseRevision } from '../http/revision-text.js';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';

/** LIMIT: the seconds that a poll waits, and the changes that it takes, but for the rest of a batch. */
const WAIT_SECONDS_MAX = 300;
const CHANGES_MAX = 10_000;
const CHANGES_DEFAULT = 1000;

const A_REVISION = 'a revision, a decimal number';

/** Which changes are asked for. */
export interface ChangeChoice {
  readonly prefix: string;
  /** A filter: what documents are to be like, or were. */
  readonly where: string | undefined;
  /** Whether changes are told with their values. */
  readonly values: boolean;
}

/** A stream of events. */
export interface EventsRequest {
  readonly kind: 'events';
  readonly choice: ChangeChoice;
  /** Where to begin; from now on without it. */
  readonly since: Revision | undefined;
  /** Whether the state comes first, when there is nothing to go on from. */
  readonly snapshot: boolean;
}

/** A list of changes, at once or when there are some. */
export interface PollRequest {
  readonly kind: 'poll';
  readonly choice: ChangeChoice;
  readonly since: Revision | undefined;
  readonly waitMs: number;
  readonly limit: number;
}

/**
 * What a request for changes asks for. `Last-Event-ID` counts for more than `since`: a browser that connects anew sends it with the
 * URL of the first time.
 */
export function changesRequestOf({ raw }: Pick<FastifyRequest, 'raw'>): EventsRequest | PollRequest {
  const parameters = new Parameters(raw.url);
  const include = parameters.word('include', ['value', 'none']) ?? 'value';
  const choice = {
    prefix: parameters.text('prefix') ?? '',
    where: parameters.text('where'),
    values: include === 'value',
  };
  const asked = sinceOf(parameters.text('since'));
  const since = lastEventIdOf(raw.headers['last-event-id']) ?? asked;
  const snapshot = parameters.word('snapshot', ['true', 'false']) === 'true';
  const wait = parameters.integer('wait', 0, WAIT_SECONDS_MAX);
  const limit = parameters.integer('limit', 1, CHANGES_MAX);
  if (snapshot && asked !== undefined) {
    throw exclusive('since and snapshot exclude each other: the state has all that was before');
  }
  if (wait === undefined && limit === undefined && !wantsList(raw.headers.accept)) {
    return { kind: 'events', choice, since, snapshot };
  }
  if (snapshot) throw exclusive('a list of changes has no snapshot: ask for events, without wait, limit and Accept');
  return { kind: 'poll', choice, since, waitMs: (wait ?? 0) * 1000, limit: limit ?? CHANGES_DEFAULT };
}

/** Whether a client would rather have JSON. One that takes anything gets events. */
function wantsList(accept = ''): boolean {
  return /\bapplication\/json\b/i.test(accept) && !/\btext\/event-stream\b/i.test(accept);
}

/** An empty one is what a browser has that was never told one. */
function lastEventIdOf(header: string | string[] | undefined): Revision | undefined {
  const text = typeof header === 'string' ? header : header?.join();
  if (text === undefined || text === '') return undefined;
  const revision = parseRevision(text);
  if (revision !== undefined) return revision;
  throw new RequestError('REQUEST_INVALID', `Last-Event-ID is ${A_REVISION}, not ${quoted(text)}`);
}

function sinceOf(text: string | undefined): Revision | undefined {
  const revision = text === undefined ? undefined : parseRevision(text);
  if (text !== undefined && revision === undefined) throw invalid('since', text, A_REVISION);
  return revision;
}

function exclusive(message: string): RequestError {
  return new RequestError('PARAMETER_INVALID', message);
}
