import { isApiPath } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { pathOf } from '../http/path.js';
import { noRoute } from '../http/route.js';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';
import { cacheControlOf, pageHeaders } from './page-headers.js';
import { pageFileOf } from './page-file.js';
import { PAGE_FILES, type PageFiles } from './page-files.js';
import { pageMissing } from './page-missing.js';

/** Serves the built page. */
@Injectable()
export class PageService {
  constructor(@Inject(PAGE_FILES) private readonly files: PageFiles) {}

  send(url: string, reply: FastifyReply): void {
    const path = decodeURIComponent(pathOf(url));
    if (isApiPath(path)) throw noRoute(reply.request, () => false);
    const file = pageFileOf(path, this.files);
    if (file === undefined) throw new RequestError('ROUTE_NOT_FOUND', `there is no file ${quoted(path)}`);
    reply.headers(pageHeaders);
    if (this.files.has(file)) {
      reply.header('cache-control', cacheControlOf(file));
      this.files.send(file, reply);
      return;
    }
    reply.code(404).header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-store');
    reply.send(pageMissing(this.files.place));
  }
}
