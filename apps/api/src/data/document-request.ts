import { type FastifyRequest } from 'fastify';

/** A request for one document: the key in the path, decoded, and the bytes of the body where there is one. */
export type DocumentRequest = FastifyRequest<{ Params: { key: string }; Body: Uint8Array | undefined }>;
