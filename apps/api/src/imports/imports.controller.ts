import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { ImportsService } from './imports.service.js';

/** Only `@Req()` and `@Res()`: every other parameter decorator brings Nest's pipes into each request. */
@Controller('api/import')
export class ImportsController {
  constructor(@Inject(ImportsService) private readonly imports: ImportsService) {}

  @Post()
  @HttpCode(200)
  take(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.imports.take(request, reply);
  }
}
