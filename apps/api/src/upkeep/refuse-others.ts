import { type FastifyRequest } from 'fastify';
import { clientAddressOf, UNIX_CLIENT } from '../http/client-address.js';
import { isLoopbackAddress } from '../http/loopback-address.js';
import { RequestError } from '../problem/request-error.js';

/** Throws when a request for work on the whole store comes from another machine, and without an API key. */
export function refuseOthers({ raw, grant }: Pick<FastifyRequest, 'raw' | 'grant'>, work: string): void {
  // A key with the scope admin says more than an address.
  if (grant !== undefined) return;
  const address = clientAddressOf(raw, false);
  if (address === UNIX_CLIENT || isLoopbackAddress(address)) return;
  const message = `a ${work} is asked for on the machine of the server, or with an API key`;
  throw new RequestError('ADDRESS_NOT_ALLOWED', message);
}
