import { type ListenUrl, listenUrlText } from '../config/listen-url.js';
import { exitCodes, StartupError } from '../config/startup-error.js';

/** Why a URL cannot be listened on, in words for who started the server. */
export function listenError(url: ListenUrl, error: unknown): StartupError {
  if (error instanceof StartupError) return error;
  const where = listenUrlText(url);
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason = reasonsOf(url, where)[code] ?? `${where} cannot be listened on: ${message}`;
  return new StartupError('LISTEN_FAILED', exitCodes.listen, reason, { cause: error });
}

function reasonsOf(url: ListenUrl, where: string): Readonly<Record<string, string>> {
  if (url.kind !== 'tcp') {
    return {
      EADDRINUSE: `${where} is taken: another program listens on it, or it is no socket; choose another path with --urls`,
      EACCES: `${where}: this user may not make a socket there; choose another path with --urls`,
      ENOENT: `${where}: there is no such folder; make it, or choose another path with --urls`,
    };
  }
  return {
    EADDRINUSE: `${where} is taken by another program: stop it, or choose another port with --urls`,
    EACCES: `${where}: this user may not listen on port ${url.port}; choose one above 1023 with --urls`,
    EADDRNOTAVAIL: `${where}: this machine has no such address`,
    ENOTSUP: `${where}: this system lets no two event loops listen on one port; start the server without --workers`,
    ENOTFOUND: `${where}: there is no such host`,
  };
}
