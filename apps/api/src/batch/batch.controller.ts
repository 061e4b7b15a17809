import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { BatchService } from './batch.service.js';

/** Only `@Req()` and `@Res()`: every other parameter decorator brings Nest's pipes into each request. */
@Controller('api/batch')
export class BatchController {
  constructor(@Inject(BatchService) private readonly batches: BatchService) {}

  /** A batch has no address of its own, so it is not answered with 201. */
  @Post()
  @HttpCode(200)
  commit(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.batches.commit(request, reply);
  }
}
