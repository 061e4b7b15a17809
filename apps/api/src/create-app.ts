import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance } from 'fastify';
import { AppModule, type Shared } from './app.module.js';
import { Compression } from './compression/compression.js';
import { ApiAdapter } from './http/adapter.js';
import { NestLogger } from './logging/nest-logger.js';
import { ProblemFilter } from './problem/problem.filter.js';
import { compressPage } from './static/compress-page.js';

/** The application over an open store, ready to be given requests. It listens on nothing by itself. */
export async function createApp(shared: Shared): Promise<NestFastifyApplication> {
  const { config, logger, page, metrics } = shared;
  const adapter = new ApiAdapter(shared);
  const compression = new Compression(config.compression);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.over(shared, compression), adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(config.valueBytesMax));
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  await page.prepare(fastify);
  if (config.compression) compressPage(fastify, compression);
  await app.init();
  adapter.takeOptions();
  if (config.metrics && metrics !== undefined) adapter.takeMetrics(metrics);
  await fastify.ready();
  return app;
}
