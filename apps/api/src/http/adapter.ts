import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Store } from '@bimetal/bindings';
import { paths, TRACE_ID_HEADER } from '@bimetal/contract';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { type Access } from '../access/access.js';
import { type Config, hostRule } from '../config/config.js';
import { DOCUMENT_ROUTE, refuseEarly } from '../data/refuse-early.js';
import { type Logger } from '../logging/logger.js';
import { traceIdOf } from '../logging/trace-id.js';
import { EXPOSITION_TYPE } from '../metrics/exposition.js';
import { type Metrics } from '../metrics/metrics.js';
import { sendProblem } from '../problem/send-problem.js';
import { pageFileOf } from '../static/page-file.js';
import { type PageFiles } from '../static/page-files.js';
import { type Draining } from './draining.js';
import { noteRoutes } from './note-route.js';
import { addCorsHeaders } from './origin.js';
import { RequestBodies } from './request-body.js';
import { checkRequest, isSafe, type RequestRules } from './request-rules.js';
import { answerOptions, type IsPage, noRoute } from './route.js';
import { type WriteTerms, writeTermsOf } from './write-terms.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the headers of a write say beside, if they say something. */
    when: WriteTerms | undefined;
    /** The media type that a write says its body has. */
    bodyType: string | undefined;
    /** What the write of a document is answered by: whoever reads its body may have to tell the client to send it. */
    response: ServerResponse | undefined;
  }
}

/** What the adapter is made over. */
export interface Surroundings {
  readonly config: Config;
  readonly logger: Logger;
  readonly draining: Draining;
  readonly store: Store;
  readonly page: PageFiles;
  readonly access: Access;
  /** None: nothing is counted for them. */
  readonly metrics: Metrics | undefined;
}

/**
 * Nest's Fastify adapter with our manners: bodies stay bytes, every error is a problem, and the rules for all requests are
 * one Fastify hook, because Nest's guards, pipes and interceptors would cost more than all the rest of a request.
 */
export class ApiAdapter extends FastifyAdapter {
  readonly #valueBytesMax: number;
  readonly #isPage: IsPage;

  constructor({ config, logger, draining, store, page, access, metrics }: Surroundings) {
    super({
      loggerInstance: logger,
      logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'traceId' }),
      requestIdHeader: false,
      genReqId: (request: IncomingMessage) => (request.traceId ??= traceIdOf(request.headers['traceparent'])),
      // Not called for a response, but instead of one: for requests that the router itself cannot read.
      frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
        request.raw.route = null;
        addHeaders(reply, request.id);
        sendProblem(reply, error, config.valueBytesMax);
      },
      // Without compilers of its own, Fastify loads those it would compile schemas with, a seventh of all code of a start.
      schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
      skipMiddie: true,
      multipart: false,
    });
    this.#valueBytesMax = config.valueBytesMax;
    const metricsPath = metrics !== undefined && config.metrics ? paths.metrics : undefined;
    this.#isPage = (path) => path === metricsPath || pageFileOf(path, page) !== undefined;
    const fastify = this.#fastify;
    takeBytes(fastify, new RequestBodies(config), store);
    if (config.accessLog || metrics !== undefined || config.tracesUrl !== undefined) noteRoutes(fastify);
    // The access log says more.
    if (!config.accessLog) logRequests(fastify, logger);
    addRules(
      fastify,
      { allowsHost: hostRule(config), corsOrigins: config.corsOrigins, isPage: this.#isPage, access },
      draining,
    );
  }

  /** Nest would turn Fastify's errors into its own first, and lose their codes. */
  override setErrorHandler(): FastifyInstance {
    return this.#fastify.setErrorHandler((error, _request, reply) => sendProblem(reply, error, this.#valueBytesMax));
  }

  override setNotFoundHandler(): FastifyInstance {
    return this.#fastify.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, noRoute(request, this.#isPage), this.#valueBytesMax),
    );
  }

  /** OPTIONS of every path. To be called after Nest has said what becomes of errors: a route keeps to what was said before it. */
  takeOptions(): void {
    this.#fastify.options('/*', (request, reply) => answerOptions(request, reply, this.#isPage));
  }

  /** The metrics, beside the page. To be called as the above. */
  takeMetrics(metrics: Metrics): void {
    this.#fastify.get(paths.metrics, async (_request, reply) => {
      const text = await metrics.text();
      return reply.header('content-type', EXPOSITION_TYPE).header('cache-control', 'no-store').send(text);
    });
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
  fastify.decorateRequest('response', undefined);
  fastify.decorateRequest('bodyType', undefined);
  fastify.decorateRequest('grant', undefined);
  fastify.addHook('onRequest', (request, reply, done) => {
    addHeaders(reply, request.id);
    // A page of an allowed origin must be able to read what it was refused for.
    addCorsHeaders(request, reply, rules.corsOrigins);
    if (draining.value) reply.raw.shouldKeepAlive = false;
    try {
      // Found out before the router, and answered here like all others.
      if (request.raw.refusal !== undefined) throw request.raw.refusal as Error;
      checkRequest(request, rules);
      if (request.raw.refusal !== undefined) throw request.raw.refusal as Error;
      if (!isSafe(request)) prepareWrite(request, reply);
    } catch (error) {
      done(error as Error);
      return;
    }
    // The rules have judged it. Fastify would judge it once more, and refuse a DELETE or OPTIONS for a type that nobody reads.
    const type = request.raw.headers['content-type'];
    if (type !== undefined) {
      request.bodyType = type;
      request.raw.headers['content-type'] = undefined;
    }
    done();
  });
}

/** The routes whose bodies are read whole before they are answered. */
const READ_WHOLE: ReadonlySet<string> = new Set([DOCUMENT_ROUTE, paths.documents, paths.batch, paths.apiKeys]);

function prepareWrite(request: FastifyRequest, reply: FastifyReply): void {
  request.when = termsOf(request);
  // Of other writes nobody reads a body, or as it arrives: who waits to be told to send one is not told so here.
  const { url } = request.routeOptions;
  if (url !== undefined && READ_WHOLE.has(url)) request.response = reply.raw;
}

/** An `Idempotency-Key` is that of an API key: nobody is answered what was answered to another. */
function termsOf({ raw, grant }: FastifyRequest): WriteTerms | undefined {
  const terms = writeTermsOf(raw);
  if (grant === undefined || terms?.onceKey === undefined) return terms;
  return { ...terms, onceKey: `${grant.key.id} ${terms.onceKey}` };
}

/** What every response says, whoever answers. */
function addHeaders(reply: FastifyReply, traceId: string): void {
  reply.header(TRACE_ID_HEADER, traceId);
  reply.header('x-content-type-options', 'nosniff');
}

/** Bodies are for Rust to judge: nothing parses them here. */
function takeBytes(fastify: FastifyInstance, bodies: RequestBodies, store: Store): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (request, _body, done) => {
    const { response } = request;
    if (response === undefined) {
      done(null, undefined);
      return;
    }
    try {
      refuseEarly(request, store);
    } catch (error) {
      done(error as Error);
      return;
    }
    bodies.read(request.raw, response).then((bytes) => done(null, bytes), done);
  });
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
