import { resolve } from 'node:path';
import { type ListenUrl } from './listen-url.js';
import { configError } from './startup-error.js';

/** The files that a server proves by who it is, as absolute paths. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** The files of the `https://` URLs; undefined where there is none of those. Neither is of use without the other. */
export function tlsFilesOf(
  urls: readonly ListenUrl[],
  { tlsCert, tlsKey }: { readonly tlsCert?: string | undefined; readonly tlsKey?: string | undefined },
  cwd: string,
): TlsFiles | undefined {
  const secure = urls.some((url) => url.secure);
  if (tlsCert === undefined && tlsKey === undefined) {
    if (!secure) return undefined;
    throw configError('an https:// URL needs --tls-cert and --tls-key: the files of its certificate and of its key.');
  }
  if (tlsCert === undefined || tlsKey === undefined) {
    throw configError('--tls-cert and --tls-key go together: the files of a certificate and of its key.');
  }
  if (!secure) throw configError('--tls-cert and --tls-key are for https:// URLs, and --urls has none.');
  return { cert: resolve(cwd, tlsCert), key: resolve(cwd, tlsKey) };
}
