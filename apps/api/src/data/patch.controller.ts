import { Controller, Inject, Patch, Req, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type DocumentRequest } from './document-request.js';
import { PatchService } from './patch.service.js';

/** Changes of parts of documents. */
@Controller('api/data')
export class PatchController {
  constructor(@Inject(PatchService) private readonly patches: PatchService) {}

  @Patch('*')
  patch(@Req() request: DocumentRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.patches.patch(request, reply);
  }
}
