import { type FastifyInstance, type FastifyReply } from 'fastify';

/** The files of the built page, by their paths in it (`media/inter.woff2`), wherever they are. */
export interface PageFiles {
  /** Where they are, for people. */
  readonly place: string;
  /** Makes an application able to send them. Called once, before it is ready. */
  prepare(fastify: FastifyInstance): Promise<void>;
  has(path: string): boolean;
  /** Answers with a file that is there, with its content type and its entity tag. */
  send(path: string, reply: FastifyReply): void;
}

/** Nest's token of `PageFiles`, which is an interface and so has no value of its own. */
export const PAGE_FILES = Symbol('PageFiles');
