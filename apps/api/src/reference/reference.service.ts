import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { parseConditions } from '../http/conditions.js';
import { hasTag } from '../http/entity-tag.js';
import { JSON_TYPE } from '../http/json-type.js';
import { PROGRAM, type Program } from '../program.js';
import { RequestError } from '../problem/request-error.js';

/** A text that stays the same as long as the server runs. */
interface Fixed {
  readonly text: string;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The description of the API, for programs and for people. Made when it is first asked for: a start pays nothing for it. */
@Injectable()
export class ReferenceService {
  private documentText: Promise<Fixed> | undefined;
  private pageText: Promise<Fixed> | undefined;

  constructor(@Inject(PROGRAM) private readonly program: Program) {}

  async document(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    send(await (this.documentText ??= makeDocument(this.program.version)), request, reply);
  }

  async page(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    send(await (this.pageText ??= makePage(this.program.version)), request, reply);
  }
}

async function makeDocument(version: string): Promise<Fixed> {
  const { documentText } = await import('./texts.js');
  return fixed(documentText(version), { 'content-type': JSON_TYPE });
}

async function makePage(version: string): Promise<Fixed> {
  const { page } = await import('./texts.js');
  const { html, headers } = page(version);
  return fixed(html, { 'content-type': 'text/html; charset=utf-8', ...headers });
}

function fixed(text: string, headers: Fixed['headers']): Fixed {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  return { text, etag, headers };
}

function send({ text, etag, headers }: Fixed, request: FastifyRequest, reply: FastifyReply): void {
  const { match, none } = parseConditions(request.headers) ?? {};
  if (match !== undefined && !hasTag(match, etag, 'strong')) {
    throw new RequestError('PRECONDITION_FAILED', 'the text is not the one that If-Match names: ask for it without');
  }
  reply.header('etag', etag).header('cache-control', 'no-cache');
  if (none !== undefined && hasTag(none, etag, 'weak')) {
    reply.code(304).send();
    return;
  }
  reply.headers(headers).send(text);
}
