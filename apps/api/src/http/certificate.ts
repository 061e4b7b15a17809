import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Server, type TlsOptions } from 'node:tls';
import { configError, type StartupError } from '../config/startup-error.js';
import { type TlsFiles } from '../config/tls-settings.js';
import { type Logger } from '../logging/logger.js';

/** How long before its end a certificate is warned of: who renews does so a month before. */
const WARN_MS = 14 * 24 * 60 * 60 * 1000;

/** What is read of the files: always a certificate and a key that fit. It can be passed to another thread. */
export interface LoadedCertificate {
  readonly options: Pick<TlsOptions, 'cert' | 'key' | 'minVersion'>;
  readonly expires: Date;
}

/** The certificate of a server, and the sockets that show it. It can be replaced while they are open. */
export class Certificate {
  readonly #files: TlsFiles;
  readonly #logger: Logger;
  readonly #servers = new Set<Pick<Server, 'setSecureContext'>>();
  #loaded: LoadedCertificate;

  /** Reads the files, or throws what is wrong with them; not where another thread has read them. */
  constructor(files: TlsFiles, logger: Logger, loaded?: LoadedCertificate) {
    this.#files = files;
    this.#logger = logger;
    this.#loaded = loaded ?? load(files);
    if (loaded === undefined) this.#warn();
  }

  /** What is shown now. */
  get loaded(): LoadedCertificate {
    return this.#loaded;
  }

  /** When it ends to be valid. */
  get expires(): Date {
    return this.#loaded.expires;
  }

  /** What a server is made with. */
  get options(): LoadedCertificate['options'] {
    return this.#loaded.options;
  }

  /** Shows this certificate on a server from its next handshake on, and each that comes after it. */
  showOn(server: Pick<Server, 'setSecureContext'>): void {
    this.#servers.add(server);
  }

  /**
   * Reads the files again. Connections that are open stay as they are; those that come are shown what is in the files now.
   * Files that are no certificate and key change nothing.
   */
  reload(): void {
    try {
      this.#loaded = load(this.#files);
    } catch (error) {
      this.#logger.error({ err: error }, `The certificate is not replaced: ${(error as Error).message}`);
      return;
    }
    this.show(this.#loaded);
    this.#logger.info(`Read the certificate again: it is valid until ${this.expires.toISOString()}`);
    this.#warn();
  }

  /** Shows what another thread has read. */
  show(loaded: LoadedCertificate): void {
    this.#loaded = loaded;
    for (const server of this.#servers) server.setSecureContext(loaded.options);
  }

  #warn(): void {
    const leftMs = this.expires.getTime() - Date.now();
    if (leftMs > WARN_MS) return;
    const until = this.expires.toISOString();
    const what = leftMs > 0 ? `is valid until ${until} only` : `has expired at ${until}`;
    this.#logger.warn(`The certificate ${this.#files.cert} ${what}: replace the files, then send SIGHUP`);
  }
}

function load({ cert, key }: TlsFiles): LoadedCertificate {
  const certText = read('--tls-cert', cert);
  const keyText = read('--tls-key', key);
  const certificate = parse('--tls-cert', cert, 'a certificate in PEM', () => new X509Certificate(certText));
  const form = 'a private key in PEM, without a passphrase';
  const privateKey: KeyObject = parse('--tls-key', key, form, () => createPrivateKey(keyText));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw configError(`--tls-key: ${key} is not the key of the certificate ${cert}.`);
  }
  // Earlier versions have known weaknesses (RFC 8996).
  return { options: { cert: certText, key: keyText, minVersion: 'TLSv1.2' }, expires: certificate.validToDate };
}

function read(flag: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw configError(`${flag}: ${path} cannot be read: ${(error as Error).message}.`);
  }
}

function parse<T>(flag: string, path: string, form: string, parsed: () => T): T {
  try {
    return parsed();
  } catch (error) {
    throw notOfForm(flag, path, form, error);
  }
}

function notOfForm(flag: string, path: string, form: string, error: unknown): StartupError {
  return configError(`${flag}: ${path} is not ${form} (${(error as Error).message}).`);
}
