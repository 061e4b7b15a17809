import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { answerWork } from '../upkeep/answer-work.js';
import { BackupsService } from './backups.service.js';

@Controller('api/backups')
export class BackupsController {
  constructor(@Inject(BackupsService) private readonly backups: BackupsService) {}

  @Post()
  make(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return answerWork(reply, 201, (options) => this.backups.make(request, options));
  }
}
