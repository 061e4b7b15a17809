import { type IncomingHttpHeaders } from 'node:http';
import { type EntityTags, parseEntityTags } from './entity-tag.js';

/** The conditions of a request: `If-Match` and `If-None-Match`. */
export interface Conditions {
  readonly match: EntityTags | undefined;
  readonly none: EntityTags | undefined;
}

/** Reads the conditions of a request; undefined when it has none, as most. */
export function parseConditions(headers: IncomingHttpHeaders): Conditions | undefined {
  const { 'if-match': match, 'if-none-match': none } = headers;
  if (match === undefined && none === undefined) return undefined;
  return {
    match: match === undefined ? undefined : parseEntityTags('If-Match', match),
    none: none === undefined ? undefined : parseEntityTags('If-None-Match', none),
  };
}
