import { lstatSync, unlinkSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';

/** What a server listens on: an address, a path, or a socket that is open already. */
export type Place =
  | { readonly host: string; readonly port: number; readonly reusePort?: boolean }
  | { readonly path: string }
  | { readonly fd: number };

/** The port if nobody listens on it, any that is free for 0. Rejects as listening does. */
export async function freePort(host: string, port: number): Promise<number> {
  const server = createServer();
  const address = await listenOn(server, { host, port });
  await new Promise((resolve) => server.close(resolve));
  return (address as AddressInfo).port;
}

/** Listens, and resolves with the place that was really taken. */
export function listenOn(server: Server, place: Place): Promise<AddressInfo | string | null> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(place, () => {
      server.off('error', reject);
      resolve(server.address());
    });
  });
}

/**
 * Listens on a socket in the file system that has this mode from its first moment on. One that a process has left behind
 * which was killed is replaced; one that somebody listens on is theirs. It is removed when the server closes.
 */
export async function listenAtPath(server: Server, path: string, mode: number): Promise<void> {
  try {
    await listenWithMode(server, path, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || !(await isLeftBehind(path))) throw error;
    unlinkSync(path);
    await listenWithMode(server, path, mode);
  }
}

async function listenWithMode(server: Server, path: string, mode: number): Promise<void> {
  const before = process.umask(0o777 & ~mode);
  try {
    // It is made within this call; what is waited for comes after it.
    const listening = listenOn(server, { path });
    process.umask(before);
    await listening;
  } finally {
    process.umask(before);
  }
}

function isLeftBehind(path: string): Promise<boolean> {
  if (!lstatSync(path).isSocket()) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ path }, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
