import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { BackupsService } from './backups.service.js';

@Controller('api/backups')
export class BackupsController {
  constructor(@Inject(BackupsService) private readonly backups: BackupsService) {}

  @Post()
  make(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.backups.answer(request, reply);
  }
}
