import { type Revision } from '@bimetal/bindings';
import { type FastifyReply } from 'fastify';
import { JSON_TYPE } from '../http/json-type.js';
import { type KeptAnswer } from './kept-answer.js';

/** Answers what was committed at a revision, for the first time. */
export function sendKept(
  { status, before, after, location }: KeptAnswer,
  revision: Revision,
  reply: FastifyReply,
): void {
  reply.code(status).header('content-type', JSON_TYPE).header('etag', `"${revision}"`);
  if (location !== undefined) reply.header('location', location);
  reply.send(`${before}${revision}${after}`);
}

/** Answers so again. */
export function sendKeptAgain(answer: KeptAnswer, revision: Revision, reply: FastifyReply): void {
  reply.header('idempotent-replayed', 'true');
  sendKept(answer, revision, reply);
}
