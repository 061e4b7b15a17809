import { isApiPath } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { pathOf } from '../http/path.js';
import { noRoute } from '../http/request-rules.js';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';
import { cacheControlOf, pageHeaders } from './page-headers.js';
import { PAGE_FILES, type PageFiles } from './page-files.js';
import { pageMissing } from './page-missing.js';

const INDEX = 'index.html';

/** Serves the built page. */
@Injectable()
export class PageService {
  constructor(@Inject(PAGE_FILES) private readonly files: PageFiles) {}

  send(url: string, reply: FastifyReply): void {
    const path = decodeURIComponent(pathOf(url));
    if (isApiPath(path)) throw noRoute(reply.request);
    const file = this.fileOf(path);
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

  /** The file a path means: itself, or the page for a path of the page's own, which has no extension. */
  private fileOf(path: string): string | undefined {
    const file = path.slice(1);
    if (isPlain(file) && this.files.has(file)) return file;
    const isPageRoute = !/\.[^/]*$/.test(path);
    return isPageRoute ? INDEX : undefined;
  }
}

/** No way out of the folder, no hidden files, no tricks with separators. */
function isPlain(file: string): boolean {
  return file.split('/').every((part) => part !== '' && !part.startsWith('.')) && !/[\\\0]/.test(file);
}
