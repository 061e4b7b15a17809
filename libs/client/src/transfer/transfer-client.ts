import { type ImportResult } from '@bimetal/contract';
import { paths } from '@bimetal/contract/routes';
import { readJson } from '../read-json.js';
import { type CallOptions, Transport, type TransportOptions } from '../transport.js';
import { newIdempotencyKey } from '../write.js';
import { exported, type ExportForm, type ExportOptions, exportPath } from './exported.js';

/** How a text of documents is taken in. */
export interface TakeOptions extends CallOptions {
  readonly form: ExportForm;
  /** `replace` puts each document whatever is there; `create` ends at the first key that has a document. */
  readonly mode: 'replace' | 'create';
  /** By what the server knows the text when it comes again, of {@link newOnceKey}: each document is written once then. */
  readonly onceKey: string;
}

/** What is committed of a text. */
export interface Taken {
  readonly documents: number;
  /** The revision of the last of them; undefined when there are none. */
  readonly revision: bigint | undefined;
}

/** A name for one text, that no other has. */
export function newOnceKey(): string {
  return newIdempotencyKey();
}

/** Takes in and gives out documents as the bytes of files: nothing of them is read or made here. */
export class TransferClient {
  readonly #transport: Transport;

  constructor(options: TransportOptions = {}) {
    this.#transport = new Transport(options);
  }

  /**
   * Takes in one text. A browser sends no body that is still being read over HTTP/1.1: a large file is sent as several texts. A refusal
   * has `line` or `entry` of the text in its `problem`, and with `imported` exactly what is committed all the same.
   */
  async take(text: BodyInit, { form, mode, onceKey, ...options }: TakeOptions): Promise<Taken> {
    const path = mode === 'replace' ? paths.import : `${paths.import}?mode=${mode}`;
    const type = form === 'lines' ? 'application/x-ndjson' : 'application/json';
    const headers = { 'content-type': type, 'idempotency-key': onceKey };
    const answer = await this.#transport.send(
      { method: 'POST', path, headers, body: text, isRepeatable: true },
      options,
    );
    const { documents, revision } = readJson<ImportResult>(answer.text);
    return { documents, revision: revision === undefined ? undefined : BigInt(revision) };
  }

  /** Documents as one text, in pieces as they come. `timeoutMs` is for the next piece, not for the whole. */
  export(options: ExportOptions): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    return exported(this.#transport, options);
  }

  /** Where a browser finds the same as one array, to save it by itself. */
  exportPath(options: Omit<ExportOptions, 'form'>): string {
    return exportPath(options);
  }
}
