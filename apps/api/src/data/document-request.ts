import { type FastifyRequest } from 'fastify';

/** A request for one document: the rest of the path, decoded once, is the key; the bytes of the body where there is one. */
export type DocumentRequest = FastifyRequest<{ Params: { '*': string }; Body: Uint8Array | undefined }>;

/** The key that a request names. Whether it is one is for the store to say. */
export function keyOf({ params }: DocumentRequest): string {
  return params['*'];
}
