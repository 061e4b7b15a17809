import { type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { clientAddressOf, noteAddresses, UNIX_CLIENT, UNKNOWN_CLIENT } from './client-address.js';

function from(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('clientAddressOf', () => {
  it('believes what a client says of itself only of a proxy that is trusted, and there the last word', () => {
    const request = from('127.0.0.1', '10.9.9.9, 192.0.2.1');
    expect(clientAddressOf(request, false)).toBe('127.0.0.1');
    expect(clientAddressOf(request, true)).toBe('192.0.2.1');
    expect(clientAddressOf(from('127.0.0.1', ' '), true)).toBe('127.0.0.1');
    expect(clientAddressOf(from('127.0.0.1'), true)).toBe('127.0.0.1');
  });

  it('has a name for clients of a Unix socket, and takes nobody for one who has no address any more', () => {
    const [unix, reset] = [from(undefined), from(undefined)];
    noteAddresses(unix.socket);
    noteAddresses(Object.assign(reset.socket, { localAddress: '127.0.0.1' }) as Socket);
    expect(clientAddressOf(unix, false)).toBe(UNIX_CLIENT);
    expect(clientAddressOf(reset, false)).toBe(UNKNOWN_CLIENT);
  });
});
