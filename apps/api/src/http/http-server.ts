import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { type Certificate } from './certificate.js';

/** Longer than the usual minute of a reverse proxy, so that it is the proxy that ends an idle connection. */
const KEEP_ALIVE_MS = 72_000;

/** LIMIT: the headers of a request, 16 KiB at most, have so long to arrive. A body has as long as it needs, while more of it comes. */
const HEADERS_MS_MAX = 60_000;
const HEADERS_CHECK_MS = 5_000;

/** LIMIT: a client of TLS has so long to agree on its keys. */
const HANDSHAKE_MS_MAX = 10_000;

const OPTIONS = {
  keepAliveTimeout: KEEP_ALIVE_MS,
  headersTimeout: HEADERS_MS_MAX,
  connectionsCheckingInterval: HEADERS_CHECK_MS,
  requestTimeout: 0,
  requireHostHeader: false,
} as const;

/**
 * A server of HTTP/1.1, over TLS where it is given a certificate to show: then clients may choose HTTP/2, which others speak with them. It
 * listens on nothing yet.
 */
export function createHttpServer(certificate: Certificate | undefined): Server | SecureServer {
  if (certificate === undefined) return createServer(OPTIONS);
  const server = createSecureServer({
    ...OPTIONS,
    ...certificate.options,
    ALPNProtocols: ['h2', 'http/1.1'],
    handshakeTimeout: HANDSHAKE_MS_MAX,
  });
  certificate.showOn(server);
  return server;
}
