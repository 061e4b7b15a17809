import { isApiPath, type Need, paths, type Reach, routes } from '@bimetal/contract';
import { type FastifyRequest } from 'fastify';
import { pathOf } from '../http/path.js';
import { routedPath } from '../http/route.js';

/** What a request needs of an API key, and which documents it reaches. */
export interface RouteAccess {
  readonly need: Need;
  readonly reach: Reach;
}

/** The page, whose files tell nothing of what is stored, and the methods of a path: a browser asks for those without its key. */
const OPEN: RouteAccess = { need: 'open', reach: 'nothing' };

/** There is nothing to be had, which is for those to know who have a key. */
const NO_ROUTE: RouteAccess = { need: 'any', reach: 'nothing' };

/** INVARIANT: a route that this table does not know is for administration. */
const UNKNOWN: RouteAccess = { need: 'admin', reach: 'store' };

const METRICS: RouteAccess = { need: 'read', reach: 'store' };

/** The router's name of the page's files, and of OPTIONS. */
const ALL_PATHS = '/*';

const table = new Map<string, RouteAccess>([
  [`* ${ALL_PATHS}`, OPEN],
  [`GET ${paths.metrics}`, METRICS],
  [`HEAD ${paths.metrics}`, METRICS],
  ...routes.flatMap(({ path, needs, reach }) =>
    Object.entries(needs).map(([method, need]) => [`${method} ${path}`, { need, reach }] as const),
  ),
]);

/** By the route that the router has chosen: however a path is spelled, it is judged as it will be answered. */
export function accessOf(request: FastifyRequest): RouteAccess {
  if (request.is404) return isApiPath(routedPath(pathOf(request.raw.url))) ? NO_ROUTE : OPEN;
  const { url = '' } = request.routeOptions;
  return table.get(url === ALL_PATHS ? `* ${url}` : `${request.method} ${url}`) ?? UNKNOWN;
}
