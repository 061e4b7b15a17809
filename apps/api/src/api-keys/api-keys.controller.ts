import { type ApiKey, type ApiKeyList } from '@bimetal/contract';
import { Controller, Delete, Get, Header, Inject, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type ApiKeyRequest, ApiKeysService } from './api-keys.service.js';

@Controller('api/keys')
export class ApiKeysController {
  constructor(@Inject(ApiKeysService) private readonly keys: ApiKeysService) {}

  @Get()
  @Header('cache-control', 'no-store')
  list(): ApiKeyList {
    return this.keys.list();
  }

  @Post()
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.keys.create(request, reply);
  }

  @Delete(':id')
  @Header('cache-control', 'no-store')
  revoke(@Req() request: ApiKeyRequest): Promise<ApiKey> {
    return this.keys.revoke(request);
  }
}
