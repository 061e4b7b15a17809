import { type Live, type Ready, type ReadySummary } from '@bimetal/contract';
import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { HealthService } from './health.service.js';

@Controller('api/health')
export class HealthController {
  constructor(@Inject(HealthService) private readonly health: HealthService) {}

  @Get('live')
  @Header('cache-control', 'no-store')
  live(): Live {
    return { status: 'live' };
  }

  @Get('ready')
  @Header('cache-control', 'no-store')
  ready(@Req() request: FastifyRequest): Ready | ReadySummary {
    return this.health.ready(request);
  }
}
