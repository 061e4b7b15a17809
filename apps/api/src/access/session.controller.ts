import { type Session } from '@bimetal/contract';
import { Controller, Delete, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { SessionService } from './session.service.js';

@Controller('api/session')
export class SessionController {
  constructor(@Inject(SessionService) private readonly session: SessionService) {}

  @Get()
  @Header('cache-control', 'no-store')
  show(@Req() request: FastifyRequest): Session {
    return this.session.show(request);
  }

  @Post()
  begin(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.session.begin(request, reply);
  }

  @Delete()
  @HttpCode(204)
  end(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.session.end(request, reply);
  }
}
