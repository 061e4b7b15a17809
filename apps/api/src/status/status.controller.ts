import { type Status, type StatusHistory } from '@bimetal/contract';
import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { StatusService } from './status.service.js';

@Controller('api/status')
export class StatusController {
  constructor(@Inject(StatusService) private readonly service: StatusService) {}

  @Get()
  @Header('cache-control', 'no-store')
  status(): Promise<Status> {
    return this.service.status();
  }

  @Get('history')
  @Header('cache-control', 'no-store')
  history(@Req() request: FastifyRequest): Promise<StatusHistory> {
    return this.service.history(request);
  }
}
