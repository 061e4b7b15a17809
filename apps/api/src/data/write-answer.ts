import { metDocument, revisionOf, type WriteOutcome } from '@bimetal/bindings';
import { type FastifyReply } from 'fastify';
import { entityTag } from '../http/entity-tag.js';
import { JSON_TYPE } from '../http/json-type.js';
import { type KeptAnswer } from '../once/kept-answer.js';

/** What becomes of a document, as the answer calls it: of a put whether it is new, of a removal whether there was one. */
export type Deed = 'created' | 'removed';

/** Answers a write: `{"revision":"5","created":true}`, and the revision as the entity tag. */
export function sendOutcome(outcome: WriteOutcome, deed: Deed, reply: FastifyReply): void {
  reply
    .header('content-type', JSON_TYPE)
    .header('etag', entityTag(revisionOf(outcome)))
    .send(outcomeText(outcome, deed));
}

/** What the answer of a write says. */
export function outcomeText(outcome: WriteOutcome, deed: Deed): string {
  return `{"revision":"${revisionOf(outcome)}"${deedOf(deed, metDocument(outcome))}}`;
}

/** The same answer, to be kept. */
export function answerOf(deed: Deed, met: boolean): KeptAnswer {
  return { status: 200, before: '{"revision":"', after: `"${deedOf(deed, met)}}` };
}

function deedOf(deed: Deed, met: boolean): string {
  return `,"${deed}":${deed === 'created' ? !met : met}`;
}
