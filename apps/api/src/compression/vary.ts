import { type FastifyReply } from 'fastify';

/** Says that an answer depends on a header of the request, beside those that were said already (RFC 9110, 12.5.5). */
export function varyBy(header: string, reply: FastifyReply): void {
  const said = reply.getHeader('vary');
  reply.header('vary', said === undefined ? header : `${String(said)}, ${header}`);
}
