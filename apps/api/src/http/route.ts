import { isApiPath, methodsOf } from '@bimetal/contract';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';
import { PATCH_TYPES } from './patch-types.js';
import { pathOf } from './path.js';

const ALL_METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Whether a path, unescaped, is that of a file of the page. */
export type IsPage = (path: string) => boolean;

/** What a path is answered that no route takes, or none with the request's method. */
export function noRoute({ method, raw }: FastifyRequest, isPage: IsPage): RequestError {
  const path = pathOf(raw.url);
  const methods = methodsOfTarget(path, isPage);
  // A path that means a route only once its `/` are unescaped takes the method, and is no route.
  if (methods.length === 0 || methods.some((allowed) => allowed === method)) {
    return new RequestError('ROUTE_NOT_FOUND', `there is no route ${quoted(path)}: GET /api lists those of the API`);
  }
  const allow = methods.join(', ');
  return new RequestError('METHOD_NOT_ALLOWED', `${quoted(path)} takes ${allow}, not ${method}`, { allow });
}

/** Answers OPTIONS with the methods that there are for a target (RFC 9110, 9.3.7). */
export function answerOptions({ raw }: FastifyRequest, reply: FastifyReply, isPage: IsPage): void {
  const methods = raw.isForServer === true ? ALL_METHODS : methodsOfTarget(pathOf(raw.url), isPage);
  if (methods.length === 0) throw noRoute(reply.request, isPage);
  reply.code(204).header('allow', methods.join(', '));
  if (methods.includes('PATCH')) reply.header('accept-patch', PATCH_TYPES);
  reply.send();
}

/** A path as the router reads it: unescaped, but for a `/`, which separates nothing when it is escaped. */
export function routedPath(path: string): string {
  return unescaped(path, /(?:%(?!2f)[0-9a-f]{2})+/gi);
}

function methodsOfTarget(path: string, isPage: IsPage): readonly string[] {
  const routed = routedPath(path);
  if (isApiPath(routed)) return methodsOf(routed);
  const plain = unescaped(path, /(?:%[0-9a-f]{2})+/gi);
  // What is of the API only with its slashes unescaped is no path of the page either.
  return !isApiPath(plain) && isPage(plain) ? methodsOf(routed) : [];
}

function unescaped(path: string, escapes: RegExp): string {
  try {
    return path.replace(escapes, decodeURIComponent);
  } catch {
    return path;
  }
}
