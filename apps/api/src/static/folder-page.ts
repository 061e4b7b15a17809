import { statSync } from 'node:fs';
import { type IncomingHttpHeaders } from 'node:http';
import { dirname, join } from 'node:path';
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { parseEntityTags } from '../http/entity-tag.js';
import { byteRangeOf } from './byte-range.js';
import { notTheNamed } from './page-conditions.js';
import { type PageFiles } from './page-files.js';

/** The page as files in a folder, which may change while it is served. */
export class FolderPage implements PageFiles {
  readonly place: string;

  constructor(folder: string) {
    this.place = folder;
  }

  async prepare(fastify: FastifyInstance): Promise<void> {
    const { default: fastifyStatic } = await import('@fastify/static');
    // Only its `reply.sendFile` is used, which is told the folder. The root must be there, which the folder need not be.
    const root = dirname(process.execPath);
    await fastify.register(fastifyStatic, { serve: false, root, cacheControl: false, index: false });
  }

  has(path: string): boolean {
    return statSync(join(this.place, path), { throwIfNoEntry: false })?.isFile() ?? false;
  }

  send(path: string, reply: FastifyReply): void {
    const { method, headers } = reply.request.raw;
    refuseNamed(headers);
    headers.range = method === 'GET' ? this.#rangeOf(path, headers) : undefined;
    reply.sendFile(path, this.place);
  }

  /** A range is for GET; the library would obey it for HEAD too, and refuse what is malformed. */
  #rangeOf(path: string, { range, 'if-range': condition }: IncomingHttpHeaders): string | undefined {
    if (range === undefined || isTag(condition)) return undefined;
    return byteRangeOf(range, statSync(join(this.place, path), { throwIfNoEntry: false })?.size ?? 0);
  }
}

/**
 * The tags of these files are weak: they tell the time and the length of a file, and not what is in it. So none of them meets
 * a condition that wants a strong one (RFC 9110, 13.1.1 and 13.1.5); the library takes them for strong.
 */
function refuseNamed(headers: IncomingHttpHeaders): void {
  const { 'if-match': match } = headers;
  if (match === undefined) return;
  if (parseEntityTags('If-Match', match) !== '*') throw notTheNamed();
  // It counts only where there is no If-Match (RFC 9110, 13.1.4).
  delete headers['if-unmodified-since'];
}

/** Whether a condition names a tag, and no time. */
function isTag(condition: string | string[] | undefined): boolean {
  return condition?.includes('"') === true;
}
