import {
  type Backup,
  type BackupLine,
  type CheckLine,
  type CheckSummary,
  type Ready,
  type Status,
  type StatusHistory,
} from '@bimetal/contract';
import { paths } from '@bimetal/contract/routes';
import { ClientError } from '../client-error.js';
import { readJson } from '../read-json.js';
import { type CallOptions, Transport, type TransportOptions } from '../transport.js';
import { operationLines, type OperationOptions } from './operation.js';

/** What a check has found. */
export interface CheckOutcome extends CheckSummary {
  /** One sentence each, with the place; the first hundred of them. */
  readonly found: readonly string[];
}

/** The server itself: what it is and does, and what looks after its store. */
export class ServerClient {
  readonly #transport: Transport;

  constructor(options: TransportOptions = {}) {
    this.#transport = new Transport(options);
  }

  /** What it is and does now. */
  status(options?: CallOptions): Promise<Status> {
    return this.#read(paths.status, options);
  }

  /** What it did in the last hour, or after a moment in milliseconds since 1970: a sample every few seconds. */
  history({ since, ...options }: CallOptions & { readonly since?: number | undefined } = {}): Promise<StatusHistory> {
    return this.#read(since === undefined ? paths.statusHistory : `${paths.statusHistory}?since=${since}`, options);
  }

  /** Whether the store takes reads and writes; else it fails with why not, and status 503. */
  health(options?: CallOptions): Promise<Ready> {
    return this.#read(paths.ready, options);
  }

  /** Reads the whole store and compares every checksum. Ending the signal ends the check. */
  async check(options: OperationOptions = {}): Promise<CheckOutcome> {
    const found: string[] = [];
    for await (const line of operationLines<CheckLine>(this.#transport, paths.check, options)) {
      if ('checked' in line) return { ...line.checked, found };
      found.push(line.problem);
    }
    throw brokenOff();
  }

  /** Makes a backup, where the server has a folder for them. Ending the signal ends it, and leaves nothing. */
  async backup(options: OperationOptions = {}): Promise<Backup> {
    for await (const { backup } of operationLines<BackupLine>(this.#transport, paths.backups, options)) return backup;
    throw brokenOff();
  }

  async #read<T>(path: string, options: CallOptions | undefined): Promise<T> {
    return readJson<T>((await this.#transport.send({ method: 'GET', path, isRepeatable: true }, options)).text);
  }
}

function brokenOff(): ClientError {
  return new ClientError('UNREACHABLE', 'the answer broke off before its end: see whether the server runs');
}
