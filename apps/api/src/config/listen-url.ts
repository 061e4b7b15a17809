import { isLoopbackAddress } from '../http/loopback-address.js';
import { configError } from './startup-error.js';

/** Where to listen: one URL of `--urls`, taken apart. */
export type ListenUrl = TcpUrl | UnixUrl | SystemdUrl;

/** Ports of addresses. */
export interface TcpUrl {
  readonly kind: 'tcp';
  /** Whether it speaks TLS. */
  readonly secure: boolean;
  /** The host as it stands in a URL: `127.0.0.1`, `[::1]`, `localhost`. */
  readonly host: string;
  /** What to bind, in order. `localhost` means both of its addresses, as it does for the clients that look it up. */
  readonly addresses: readonly string[];
  /** 0 lets the system choose. */
  readonly port: number;
  readonly loopback: boolean;
}

/** A socket in the file system: its rights say who may connect, and nobody from elsewhere can. */
export interface UnixUrl {
  readonly kind: 'unix';
  readonly secure: false;
  readonly path: string;
  readonly loopback: true;
}

/** What systemd has opened for the process. Whether it is loopback shows when it is looked at. */
export interface SystemdUrl {
  readonly kind: 'systemd';
  readonly secure: false;
  readonly loopback: true;
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

export function parseListenUrl(text: string): ListenUrl {
  if (text === 'systemd:') return { kind: 'systemd', secure: false, loopback: true };
  if (text.startsWith('unix:')) return parseUnixUrl(text);
  return parseTcpUrl(text);
}

export function parseTcpUrl(text: string): TcpUrl {
  const url = URL.parse(text.replace(/^(https?:\/\/)[*+](?=[:/]|$)/, '$10.0.0.0'));
  // `localhost:5000` has the form of a URL, too, with the scheme `localhost`.
  if (url === null || !/^[^/]*:\/\//.test(text)) {
    throw configError(`'${text}' is not a URL; write for example http://127.0.0.1:5000.`);
  }
  const port = PORTS[url.protocol];
  if (port === undefined) {
    const known = 'http://, https://, unix:/PATH and systemd:';
    throw configError(`'${text}': ${known} can be listened on, not ${url.protocol}//.`);
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw configError(`'${text}': a URL to listen on has a host and a port and nothing after them.`);
  }
  const host = url.hostname;
  return {
    kind: 'tcp',
    secure: url.protocol === 'https:',
    host,
    addresses: host === 'localhost' ? ['127.0.0.1', '::1'] : [host.replace(/^\[|\]$/g, '')],
    port: url.port === '' ? port : Number(url.port),
    loopback: isLoopbackHost(host),
  };
}

function parseUnixUrl(text: string): UnixUrl {
  const path = text.slice('unix:'.length);
  if (!path.startsWith('/'))
    throw configError(`'${text}': a socket has an absolute path, as in unix:/run/bimetal.sock.`);
  if (process.platform === 'win32') throw configError(`'${text}': there are no such sockets on Windows.`);
  return { kind: 'unix', secure: false, path, loopback: true };
}

/** The URL in its one spelling, with the port that is given. */
export function listenUrlText(url: ListenUrl, port?: number): string {
  if (url.kind === 'systemd') return 'systemd:';
  if (url.kind === 'unix') return `unix:${url.path}`;
  return `${url.secure ? 'https' : 'http'}://${url.host}:${port ?? url.port}`;
}

/** Whether a host, as it stands in a URL or a Host header without its port, can only mean this machine. */
export function isLoopbackHost(host: string): boolean {
  return (
    host === '127.0.0.1' ||
    host === 'localhost' ||
    /^[a-z0-9.-]+\.localhost$/.test(host) ||
    (host.startsWith('127.') ? isLoopbackAddress(host) : isLoopbackAddress(/^\[(.*:.*)\]$/.exec(host)?.[1] ?? ''))
  );
}

/** Safe by default: a store that needs no key must not be reachable from other machines by accident. */
export function refuseOpenUrls(urls: readonly ListenUrl[], isGuarded: boolean): void {
  const open = isGuarded ? undefined : urls.find((url) => !url.loopback);
  if (open === undefined) return;
  throw configError(
    `${listenUrlText(open)} can be reached from other machines, and whoever reaches it can read and write ` +
      'everything. Make an API key first (bimetal keys create --scopes admin), listen on http://127.0.0.1:PORT, or say ' +
      '--insecure if that is what you want.',
  );
}

/** Only ports of addresses can be shared by several event loops: others would have nothing to do. */
export function refuseIdleWorkers(urls: readonly ListenUrl[], workers: number): void {
  if (workers === 1 || urls.some(({ kind }) => kind === 'tcp')) return;
  throw configError(
    '--workers: unix: and systemd: sockets are served by one event loop alone; add an http:// or https:// URL, or leave it out.',
  );
}

/** An address of the metrics alone asks for no key. */
export function refuseOpenMetrics(url: ListenUrl | undefined, insecure: boolean): void {
  if (url === undefined || url.loopback || insecure) return;
  throw configError(
    `${listenUrlText(url)} can be reached from other machines, and tells the metrics to whoever reaches it: ` +
      'let --metrics answer them to who has an API key, or say --insecure if that is what you want.',
  );
}
