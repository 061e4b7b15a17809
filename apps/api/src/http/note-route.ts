import { type IncomingMessage } from 'node:http';
import { paths } from '@bimetal/contract';
import { type FastifyInstance } from 'fastify';

declare module 'node:http' {
  interface IncomingMessage {
    /** The pattern of its route, null when it has none. Only noted where somebody wants to know. */
    route?: string | null;
  }
}

/** What is answered before the router comes to it is a document. */
const BEFORE_ROUTER = `${paths.document('')}*`;

/** Notes the route of each request, for those who look at it from outside of the router when it is done. */
export function noteRoutes(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.raw.route = request.routeOptions.url ?? null;
    done();
  });
}

/** The pattern of the route that has answered, null when none has. */
export function routeOf({ route }: IncomingMessage): string | null {
  return route === undefined ? BEFORE_ROUTER : route;
}
