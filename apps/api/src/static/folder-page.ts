import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FastifyInstance, type FastifyReply } from 'fastify';
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
    reply.sendFile(path, this.place);
  }
}
