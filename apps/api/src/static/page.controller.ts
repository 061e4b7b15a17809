import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { PageService } from './page.service.js';

/** Every path that no other route takes: the files of the page, and the page itself for its own routes. */
@Controller()
export class PageController {
  constructor(@Inject(PageService) private readonly page: PageService) {}

  @Get('*')
  get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.page.send(request.raw.url ?? '/', reply);
  }
}
