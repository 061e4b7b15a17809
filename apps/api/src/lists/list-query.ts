import { type Place, type RangeOptions, type TextOptions } from '@bimetal/bindings';
import { type FastifyRequest } from 'fastify';
import { invalid, Parameters } from '../http/parameters.js';
import { parseRevision } from '../http/revision-text.js';
import { RequestError } from '../problem/request-error.js';
import { decodeCursor } from './list-cursor.js';
import { wantsLines } from './media-type.js';

/** LIMIT: the items of a page. Who wants more leaves the limit out, and is given all in one stream. */
export const PAGE_ITEMS_MAX = 10_000;

/** LIMIT: the greatest position: what all numbers of this API are bounded by. */
const OFFSET_MAX = 999_999_999_999_999;

/** LIMIT: what one request with a filter looks at. Where it stopped, the next one goes on. */
const SEARCH_DOCUMENTS_MAX = 100_000;
const SEARCH_BYTES_MAX = 64 * 1024 * 1024;

/** What a list is asked for. */
export interface ListQuery {
  readonly parameters: Parameters;
  /** Which documents all pages of the list have together. */
  readonly range: RangeOptions;
  /** What this page is like, and where it begins. */
  readonly text: TextOptions;
  /** Whether the list may end before the range does, so that the answer has to say where. */
  readonly isPaged: boolean;
  /** The revision that it is to show; the one of now, to be kept for more pages; or the one of now. */
  readonly revision: bigint | 'latest' | undefined;
  readonly wantsCount: boolean;
  readonly hasEnvelope: boolean;
  /** What a cursor of this list belongs to. */
  readonly identity: string;
}

/** Reads what a list is asked for. */
export function listQueryOf({ raw, headers }: Pick<FastifyRequest, 'raw' | 'headers'>): ListQuery {
  const parameters = new Parameters(raw.url);
  const range: RangeOptions = {
    prefix: parameters.text('prefix'),
    from: parameters.text('from'),
    to: parameters.text('to'),
    after: parameters.text('after'),
    before: parameters.text('before'),
  };
  const isReverse = parameters.flag('reverse');
  const [delimiter, where, limit] = [delimiterOf(parameters), parameters.text('where'), limitOf(parameters)];
  if (delimiter !== undefined && where !== undefined) {
    throw new RequestError('PARAMETER_INVALID', 'a filter finds no common beginnings: leave where or delimiter out');
  }
  const offset = offsetOf(parameters);
  const identity = JSON.stringify([range, isReverse, delimiter, where]);
  const cursor = parameters.text('cursor');
  const hasEnvelope = parameters.flag('envelope');
  const isLines = wantsLines(headers.accept) && !hasEnvelope;
  return {
    parameters,
    range,
    text: {
      ...range,
      ...(cursor === undefined ? {} : behind(decodeCursor(cursor, identity), isReverse)),
      direction: isReverse ? 'backward' : 'forward',
      offset,
      form: isLines ? 'lines' : 'array',
      include: includeOf(parameters),
      fields: parameters.texts('fields'),
      delimiter,
      limit,
      where,
      ...(where === undefined ? {} : { scanMax: SEARCH_DOCUMENTS_MAX, bytesMax: SEARCH_BYTES_MAX }),
    },
    isPaged: limit !== undefined || where !== undefined,
    revision: revisionOf(parameters),
    wantsCount: wantsCount(parameters, where !== undefined) || (where === undefined && prefersCount(headers['prefer'])),
    hasEnvelope,
    identity,
  };
}

/** How the page before is gone on behind. The place lies in the range, and so takes the place of the range's own bound. */
function behind(place: Place, isReverse: boolean): RangeOptions {
  if ('key' in place) return isReverse ? { before: place.key } : { after: place.key };
  return isReverse ? { beforePrefix: place.prefix } : { afterPrefix: place.prefix };
}

function limitOf(parameters: Parameters): number | undefined {
  return parameters.integer('limit', 1, PAGE_ITEMS_MAX, ', or left out for everything in one stream');
}

/** The documents of a range are counted by the index. Those that a filter finds, or that stand behind a cursor, are not. */
function offsetOf(parameters: Parameters): number | undefined {
  const offset = parameters.integer('offset', 0, OFFSET_MAX);
  const other = ['cursor', 'delimiter', 'where'].find((name) => parameters.text(name) !== undefined);
  if (offset === undefined || other === undefined) return offset;
  const message = `a position is one among all documents of a range: leave offset or ${other} out`;
  throw new RequestError('PARAMETER_INVALID', message);
}

/** Keys behind a digit do not lie side by side, since numbers sort as numbers. */
function delimiterOf(parameters: Parameters): string | undefined {
  const delimiter = parameters.text('delimiter');
  if (delimiter === undefined || (/[^0-9]$/.test(delimiter) && Buffer.byteLength(delimiter) <= 16)) return delimiter;
  throw invalid('delimiter', delimiter, '1 to 16 bytes that do not end in a digit, such as /');
}

function includeOf(parameters: Parameters): TextOptions['include'] {
  return parameters.texts('include')?.map((name) => {
    if (name === 'revision' || name === 'expires') return name;
    throw invalid('include', name, 'revision, expires or both of them with a comma between');
  });
}

function revisionOf(parameters: Parameters): ListQuery['revision'] {
  const text = parameters.text('revision');
  if (text === undefined || text === 'latest') return text;
  const revision = parseRevision(text);
  if (revision === undefined)
    throw invalid('revision', text, 'latest, or the number of a revision that an answer told');
  return revision;
}

function wantsCount(parameters: Parameters, hasFilter: boolean): boolean {
  if (!parameters.flag('count')) return false;
  if (!hasFilter) return true;
  throw new RequestError('PARAMETER_INVALID', 'what a filter lets through is not counted: leave count or where out');
}

/** Whether the total is preferred (RFC 7240). Unlike a parameter, a preference may go unmet. */
function prefersCount(prefer: string | string[] | undefined): boolean {
  return /(?:^|,)[ \t]*count[ \t]*=[ \t]*"?exact"?[ \t]*(?:[;,]|$)/i.test(String(prefer ?? ''));
}
