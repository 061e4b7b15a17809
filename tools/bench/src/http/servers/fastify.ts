/**
 * Fastify over a store, as one would write it who wants it quick: texts are not parsed, lists not built as objects.
 * `node fastify.ts STORE FOLDER`.
 */
import { fastify } from 'fastify';

import { type BackendName, openBackend } from './backend.ts';

type Keyed = { Params: { key: string }; Body: string };
type Listed = { Querystring: { prefix?: string; limit?: string } };

const [name = '', folder = ''] = process.argv.slice(2);
const backend = await openBackend(name as BackendName, folder);
const server = fastify({ logger: false });
const TYPE = 'application/json; charset=utf-8';

// Merge patches come under a type of their own.
for (const type of ['application/json', 'application/merge-patch+json']) {
  server.removeContentTypeParser(type);
  server.addContentTypeParser(type, { parseAs: 'string' }, (_, body, done) => done(null, body));
}

server.get<Keyed>('/api/data/:key', (request, reply) => {
  const found = backend.getTagged(request.params.key);
  if (found === undefined) return reply.code(404).send();
  if (found.tag !== undefined) reply.header('etag', found.tag);
  return reply.type(TYPE).send(found.value);
});

server.put<Keyed>('/api/data/:key', async (request, reply) => {
  JSON.parse(request.body);
  await backend.put(request.params.key, request.body);
  return reply.type(TYPE).send('{}');
});

server.patch<Keyed>('/api/data/:key', async (request, reply) => {
  const isThere = await backend.patch(request.params.key, request.body);
  return reply
    .code(isThere ? 200 : 404)
    .type(TYPE)
    .send('{}');
});

server.get<Listed>('/api/data', async (request, reply) => {
  const { prefix, limit } = request.query;
  reply.type(TYPE);
  if (prefix !== undefined) {
    const { count, values } = await backend.list.firstOf(prefix, Number(limit));
    return reply.header('x-total-count', count).send(`[${values.join(',')}]`);
  }
  const parts: Buffer[] = [];
  await backend.list.scan((part) => parts.push(Buffer.from(part)));
  return reply.send(Buffer.concat(parts));
});

console.log(`Ready ${await server.listen({ port: 0, host: '127.0.0.1' })}`);
