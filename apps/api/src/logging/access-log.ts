import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Config } from '../config/config.js';
import { clientAddressOf } from '../http/client-address.js';
import { pathOf, queryOf } from '../http/path.js';
import { type Logger } from './logger.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What its connection had been sent before it. Only counted for the access log. */
    bytesBefore: number;
  }
}

type AccessConfig = Pick<Config, 'accessLog' | 'accessLogSample' | 'trustProxy'>;

/** Requests that failed have a line whatever the sample is. */
const FAILED_STATUS_MIN = 400;

/** A line for every request costs a tenth of the request: only those who ask for it pay, by a hook that nobody else has. */
export function logRequests(fastify: FastifyInstance, config: AccessConfig, logger: Logger): void {
  if (config.accessLog) logAccess(fastify, config, logger);
  else if (logger.isLevelEnabled('debug')) logEach(fastify);
}

/** The access log: whoever asks for it gets it, however little else is logged. */
function logAccess(fastify: FastifyInstance, config: AccessConfig, logger: Logger): void {
  const access = logger.child({ kind: 'access' }, { level: 'info' });
  fastify.decorateRequest('bytesBefore', 0);
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.bytesBefore = request.raw.socket.bytesWritten;
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const failed = reply.statusCode >= FAILED_STATUS_MIN || !reply.raw.writableFinished;
    if (failed || isSampled(request.id, config.accessLogSample)) {
      access.info(accessOf(request, reply, config.trustProxy), 'answered');
    }
    done();
  });
}

/** Whether a trace is one of the sampled part: decided by its random end, so that all servers of a trace decide alike. */
export function isSampled(traceId: string, sample: number): boolean {
  return sample >= 1 || parseInt(traceId.slice(-8), 16) < sample * 2 ** 32;
}

function accessOf(request: FastifyRequest, reply: FastifyReply, trustsProxy: boolean): object {
  const { raw, method, id, routeOptions, bytesBefore } = request;
  const query = queryOf(raw.url);
  return {
    traceId: id,
    method,
    // None: nothing of the server has that path.
    route: routeOptions.url ?? null,
    path: pathOf(raw.url),
    ...(query === '' ? {} : { query }),
    status: reply.statusCode,
    bytes: raw.socket.bytesWritten - bytesBefore,
    ms: msOf(reply),
    remoteAddress: clientAddressOf(raw, trustsProxy),
    ...(reply.raw.writableFinished ? {} : { aborted: true }),
  };
}

function logEach(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, url } = request;
    request.log.debug({ method, url, status: reply.statusCode, ms: msOf(reply) }, 'answered');
    done();
  });
}

/** With three digits: microseconds. */
function msOf({ elapsedTime }: FastifyReply): number {
  return Math.round(elapsedTime * 1e3) / 1e3;
}
