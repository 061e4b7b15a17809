import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { ChangesService } from './changes.service.js';

@Controller('api/changes')
export class ChangesController {
  constructor(@Inject(ChangesService) private readonly changes: ChangesService) {}

  @Get()
  follow(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void | Promise<void> {
    return this.changes.follow(request, reply);
  }
}
