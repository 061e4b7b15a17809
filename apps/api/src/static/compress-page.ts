import { pipeline, type Readable } from 'node:stream';
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { codedTag } from '../compression/coded-tag.js';
import { type Coding } from '../compression/coding.js';
import { type Compression } from '../compression/compression.js';
import { varyBy } from '../compression/vary.js';

/** The route of the page's files, as the router calls it. */
const PAGE_ROUTE = '/*';

/** Types of texts, and of WebAssembly. Pictures and fonts are compressed by themselves. */
const COMPRESSIBLE = /^(?:text\/.+|(?:application|image)\/(?:.+\+)?(?:json|javascript|xml|wasm))$/i;

/** What a file is sent as: by the library that reads it from a folder, or all of it. */
type Payload = Readable | Uint8Array | string | null | undefined;

/**
 * Compresses the files of the page for those who accept that. What stays for ever in a browser is compressed once for each, and
 * the rest seldom, so that nothing is kept. To be called before there are routes.
 */
export function compressPage(fastify: FastifyInstance, compression: Compression): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url !== PAGE_ROUTE || ![route.method].flat().some((method) => method === 'GET' || method === 'HEAD'))
      return;
    route.onSend = (_request, reply: FastifyReply, payload) => compressFile(payload as Payload, reply, compression);
  });
}

async function compressFile(payload: Payload, reply: FastifyReply, compression: Compression): Promise<Payload> {
  const coding = codingOfFile(payload, reply, compression);
  if (coding === undefined || payload === undefined || payload === null) return payload;
  const etag = reply.getHeader('etag');
  if (typeof etag === 'string') reply.header('etag', codedTag(etag, coding));
  // Ranges are of the file as it is.
  reply.header('content-encoding', coding).removeHeader('accept-ranges').removeHeader('content-length');
  if (reply.request.method === 'HEAD') {
    if (isStream(payload)) payload.destroy();
    return null;
  }
  if (!isStream(payload)) return compression.whole(payload, coding);
  // Who sends the stream hears of its end, whatever it is.
  return pipeline(payload, compression.stream(coding), () => undefined);
}

function codingOfFile(payload: Payload, reply: FastifyReply, compression: Compression): Coding | undefined {
  const [type = ''] = String(reply.getHeader('content-type') ?? '').split(';');
  // It says what the answer with the file would have said (RFC 9110, 15.4.5), but for the type, by which we would know more.
  if (reply.statusCode === 304) varyBy('Accept-Encoding', reply);
  if (reply.statusCode !== 200 || !COMPRESSIBLE.test(type)) return undefined;
  const bytes = reply.getHeader('content-length') ?? (isStream(payload) ? 0 : payload?.length);
  return compression.codingFor(Number(bytes ?? 0), reply);
}

function isStream(payload: Payload): payload is Readable {
  return typeof payload === 'object' && payload !== null && 'pipe' in payload;
}
