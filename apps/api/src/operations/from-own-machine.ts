import { type FastifyRequest } from 'fastify';
import { clientAddressOf, UNIX_CLIENT } from '../http/client-address.js';
import { isLoopbackAddress } from '../http/loopback-address.js';
import { RequestError } from '../problem/request-error.js';

/** Refuses who neither is on the machine of the server nor has an API key: one of the scope admin says more than an address. */
export function refuseOtherMachines({ raw, grant }: Pick<FastifyRequest, 'raw' | 'grant'>, what: string): void {
  if (grant !== undefined) return;
  const address = clientAddressOf(raw, false);
  if (address === UNIX_CLIENT || isLoopbackAddress(address)) return;
  const message = `${what} is asked for on the machine of the server, or with an API key`;
  throw new RequestError('ADDRESS_NOT_ALLOWED', message);
}
