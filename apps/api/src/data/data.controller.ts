import { Controller, Delete, Get, HttpCode, Inject, Post, Put, Req, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type DocumentRequest } from './document-request.js';
import { DataService } from './data.service.js';

/** Only `@Req()` and `@Res()`: every other parameter decorator brings Nest's pipes into each request. */
@Controller('api/data')
export class DataController {
  constructor(@Inject(DataService) private readonly data: DataService) {}

  @Get()
  list(@Res() reply: FastifyReply): Promise<void> {
    return this.data.list(reply);
  }

  @Get(':key')
  get(@Req() request: DocumentRequest, @Res() reply: FastifyReply): void {
    this.data.get(request, reply);
  }

  /** Setting a document creates nothing that has an address of its own, so it is not answered with 201. */
  @Post(':key')
  @HttpCode(200)
  post(@Req() request: DocumentRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.data.put(request, reply);
  }

  @Put(':key')
  put(@Req() request: DocumentRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.data.put(request, reply);
  }

  @Delete(':key')
  remove(@Req() request: DocumentRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.data.remove(request, reply);
  }
}
