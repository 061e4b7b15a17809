import { type IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { clientAddressOf } from './client-address.js';

/** Groups of an IPv6 address that name a network: what one customer is given has at least the rest to choose from. */
const NETWORK_GROUPS = 4;
const ALL_GROUPS = 8;

/** Whom a request is counted for that nothing else says whose it is: the network of its address. */
export function identityOf(request: IncomingMessage, trustsProxy: boolean): string {
  return networkOf(clientAddressOf(request, trustsProxy));
}

/** An address of IPv4 as it is, also when it comes mapped into IPv6; of IPv6 the first 64 bits. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const behind = tail === '' ? [] : tail.split(':');
    while (groups.length + behind.length < ALL_GROUPS) groups.push('0');
    groups.push(...behind);
  }
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
