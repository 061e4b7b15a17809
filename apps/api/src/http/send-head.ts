import { type FastifyReply } from 'fastify';

/** Answers HEAD with the headers of a text whose length is not known before it is made: none is told. */
export function sendHead(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.writeHead(200, reply.getHeaders() as Record<string, string>).end();
}
