import { type Backup } from '@bimetal/contract';
import { Controller, Header, Inject, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { BackupsService } from './backups.service.js';

@Controller('api/backups')
export class BackupsController {
  constructor(@Inject(BackupsService) private readonly backups: BackupsService) {}

  @Post()
  @Header('cache-control', 'no-store')
  make(@Req() request: FastifyRequest): Promise<Backup> {
    return this.backups.make(request);
  }
}
