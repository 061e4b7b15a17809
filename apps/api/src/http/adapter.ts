import { type IncomingMessage } from 'node:http';
import { TRACE_ID_HEADER } from '@bimetal/contract';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { type Config, hostRule } from '../config/config.js';
import { type Logger } from '../logging/logger.js';
import { traceIdOf } from '../logging/trace-id.js';
import { RequestError } from '../problem/request-error.js';
import { sendProblem } from '../problem/send-problem.js';
import { type Draining } from './draining.js';
import { checkRequest, isSafe, type RequestRules } from './request-rules.js';
import { parseWriteConditions, type WriteConditions } from './write-conditions.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The conditions of a write, if it has some. */
    when: WriteConditions | undefined;
  }
}

/** A byte order mark is taken off a value before its size counts. */
const BOM_BYTES = 3;

/**
 * Nest's Fastify adapter with our manners: bodies stay bytes, every error is a problem, and the rules for all requests are
 * one Fastify hook, because Nest's guards, pipes and interceptors would cost more than all the rest of a request.
 */
export class ApiAdapter extends FastifyAdapter {
  readonly #valueBytesMax: number;

  constructor(config: Config, logger: Logger, draining: Draining) {
    super({
      loggerInstance: logger,
      logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'traceId' }),
      requestIdHeader: false,
      genReqId: ({ headers }: IncomingMessage) => traceIdOf(headers['traceparent']),
      bodyLimit: config.valueBytesMax + BOM_BYTES,
      // Not called for a response, but instead of one: for requests that the router itself cannot read.
      frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
        addHeaders(reply, request.id);
        sendProblem(reply, error, config.valueBytesMax);
      },
      // Without compilers of its own, Fastify loads those it would compile schemas with, a seventh of all code of a start.
      schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
      skipMiddie: true,
      multipart: false,
    });
    this.#valueBytesMax = config.valueBytesMax;
    const fastify = this.getInstance() as unknown as FastifyInstance;
    takeBytes(fastify);
    logRequests(fastify, logger);
    // CORS comes first: a page of an allowed origin must be able to read what it was refused for.
    if (config.corsOrigins.length > 0) void fastify.register(import('@fastify/cors'), corsOptions(config.corsOrigins));
    const rules: RequestRules = { allowsHost: hostRule(config), corsOrigins: config.corsOrigins };
    fastify.after(() => addRules(fastify, rules, draining));
  }

  /** Nest would turn Fastify's errors into its own first, and lose their codes. */
  override setErrorHandler(): FastifyInstance {
    return this.#fastify.setErrorHandler((error, _request, reply) => sendProblem(reply, error, this.#valueBytesMax));
  }

  override setNotFoundHandler(): FastifyInstance {
    return this.#fastify.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, new RequestError('ROUTE_NOT_FOUND', `there is no ${request.url}`), this.#valueBytesMax),
    );
  }

  get #fastify(): FastifyInstance {
    return this.getInstance() as unknown as FastifyInstance;
  }
}

/** Bodies are for Rust to judge, and no route has a schema. */
function noSchemas(): never {
  throw new Error('no route may have a schema: nothing would compile it');
}

function addRules(fastify: FastifyInstance, rules: RequestRules, draining: Draining): void {
  fastify.decorateRequest('when', undefined);
  fastify.addHook('onRequest', (request, reply, done) => {
    addHeaders(reply, request.id);
    if (draining.value) reply.header('connection', 'close');
    try {
      checkRequest(request, rules);
      if (!isSafe(request)) request.when = parseWriteConditions(request.raw.headers);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  });
}

/** What every response says, whoever answers. */
function addHeaders(reply: FastifyReply, traceId: string): void {
  reply.header(TRACE_ID_HEADER, traceId);
  reply.header('x-content-type-options', 'nosniff');
}

/** Bodies are for Rust to judge: nothing parses them here. The rules have already seen to their content type. */
function takeBytes(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** A line for every request costs a tenth of the request: only those who ask for it pay. */
function logRequests(fastify: FastifyInstance, logger: Logger): void {
  if (!logger.isLevelEnabled('debug')) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, url } = request;
    request.log.debug(
      { method, url, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 1e3) / 1e3 },
      'answered',
    );
    done();
  });
}

function corsOptions(origins: readonly string[]) {
  return {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ['content-type', 'if-match', 'if-none-match', 'traceparent'],
    exposedHeaders: ['etag', TRACE_ID_HEADER],
    maxAge: 600,
  };
}
