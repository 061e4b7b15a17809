import { type Live, type Ready } from '@bimetal/contract';
import { Controller, Get, Header, Inject } from '@nestjs/common';
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
  ready(): Ready {
    return this.health.ready();
  }
}
