import { readFileSync } from 'node:fs';
import { type Socket } from 'node:net';

/** One line of a table: addresses and ports in hexadecimal, a state, and the bytes that wait to be acknowledged. */
const LINE = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/gm;

/**
 * How many bytes of a connection the other side has not acknowledged yet. The system takes a megabyte or more from us before
 * a slow reader has taken any, and wants more from us only when a third of it is gone; in between this number alone tells a
 * slow reader from one that stands still. Linux only: elsewhere nothing is known, and nothing is slower for it.
 */
export class Unacknowledged {
  #byPorts: Map<string, number> | undefined;

  /** Undefined where the system does not tell. */
  of({ localPort, remotePort }: Pick<Socket, 'localPort' | 'remotePort'>): number | undefined {
    this.#byPorts ??= read();
    return this.#byPorts.get(`${localPort}:${remotePort}`);
  }
}

/** LIMIT: peers with one port and two addresses count as one connection, so that either of them may live a while longer. */
function read(): Map<string, number> {
  const byPorts = new Map<string, number>();
  if (process.platform !== 'linux') return byPorts;
  for (const table of ['tcp', 'tcp6']) {
    for (const [, local = '', remote = '', bytes = ''] of textOf(`/proc/self/net/${table}`).matchAll(LINE)) {
      const ports = `${parseInt(local, 16)}:${parseInt(remote, 16)}`;
      byPorts.set(ports, (byPorts.get(ports) ?? 0) + parseInt(bytes, 16));
    }
  }
  return byPorts;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
