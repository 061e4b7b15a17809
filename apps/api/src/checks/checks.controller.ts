import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { answerWork } from '../upkeep/answer-work.js';
import { ChecksService } from './checks.service.js';

@Controller('api/checks')
export class ChecksController {
  constructor(@Inject(ChecksService) private readonly checks: ChecksService) {}

  @Post()
  @HttpCode(200)
  make(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return answerWork(reply, 200, (options) => this.checks.make(request, options));
  }
}
