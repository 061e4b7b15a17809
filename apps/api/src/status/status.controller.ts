import { type Status } from '@bimetal/contract';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { StatusService } from './status.service.js';

@Controller('api/status')
export class StatusController {
  constructor(@Inject(StatusService) private readonly service: StatusService) {}

  @Get()
  @Header('cache-control', 'no-store')
  status(): Promise<Status> {
    return this.service.status();
  }
}
