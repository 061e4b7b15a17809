import { Controller, Delete, Get, HttpCode, Inject, Post, Put, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type DocumentRequest } from './document-request.js';
import { DataService } from './data.service.js';

/**
 * The rest of the path is the key, with every `/` in it: `users/alice` and `users%2Falice` are one document.
 *
 * Only `@Req()` and `@Res()`: every other parameter decorator brings Nest's pipes into each request.
 */
@Controller('api/data')
export class DataController {
  constructor(@Inject(DataService) private readonly data: DataService) {}

  /** A document under a number of our own, which has an address from then on. */
  @Post()
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.data.create(request, reply);
  }

  @Delete()
  removeRange(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.data.removeRange(request, reply);
  }

  @Get('*')
  get(@Req() request: DocumentRequest, @Res() reply: FastifyReply): void | Promise<void> {
    return this.data.get(request, reply);
  }

  /** Setting a document creates nothing that has an address of its own, so it is not answered with 201. */
  @Post('*')
  @HttpCode(200)
  post(@Req() request: DocumentRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.data.put(request, reply);
  }

  @Put('*')
  put(@Req() request: DocumentRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.data.put(request, reply);
  }

  @Delete('*')
  remove(@Req() request: DocumentRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.data.remove(request, reply);
  }
}
