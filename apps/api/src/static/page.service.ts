import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isApiPath } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { pathOf } from '../http/path.js';
import { noRoute } from '../http/request-rules.js';
import { RequestError } from '../problem/request-error.js';
import { cacheControlOf, pageHeaders } from './page-headers.js';
import { pageMissing } from './page-missing.js';

/** Nest's token of the folder of the built page. */
export const PAGE_FOLDER = Symbol('page folder');

const INDEX = 'index.html';

/** Serves the built page. */
@Injectable()
export class PageService {
  constructor(@Inject(PAGE_FOLDER) private readonly folder: string) {}

  send(url: string, reply: FastifyReply): void {
    const path = decodeURIComponent(pathOf(url));
    if (isApiPath(path)) throw noRoute(reply.request);
    const file = this.fileOf(path);
    if (file === undefined) throw new RequestError('ROUTE_NOT_FOUND', `there is no file ${path}`);
    reply.headers(pageHeaders);
    if (this.has(file)) {
      reply.header('cache-control', cacheControlOf(file)).sendFile(file, this.folder);
      return;
    }
    reply.code(404).header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-store');
    reply.send(pageMissing(this.folder));
  }

  /** The file a path means: itself, or the page for a path of the page's own, which has no extension. */
  private fileOf(path: string): string | undefined {
    const file = path.slice(1);
    if (isPlain(file) && this.has(file)) return file;
    const isPageRoute = !/\.[^/]*$/.test(path);
    return isPageRoute ? INDEX : undefined;
  }

  private has(file: string): boolean {
    return statSync(join(this.folder, file), { throwIfNoEntry: false })?.isFile() ?? false;
  }
}

/** No way out of the folder, no hidden files, no tricks with separators. */
function isPlain(file: string): boolean {
  return file.split('/').every((part) => part !== '' && !part.startsWith('.')) && !/[\\\0]/.test(file);
}
