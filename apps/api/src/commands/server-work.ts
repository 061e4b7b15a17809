import { StringDecoder } from 'node:string_decoder';
import { type CheckReport } from '@bimetal/bindings';
import {
  type Backup,
  backupLineSchema,
  checkLineSchema,
  type OperationFailure,
  type OperationProgress,
  paths,
  type ProblemCode,
  type Status,
  statusSchema,
} from '@bimetal/contract';
import type * as z from 'zod/mini';
import { type ServerPlace } from '../config/place.js';
import { exitCodeOf, exitCodes, StartupError } from '../config/startup-error.js';
import { LINES_TYPE } from '../lists/media-type.js';
import { ServerConnection } from './documents/server-connection.js';
import { answerInvalid } from './documents/server-refusal.js';
import { type Terminal } from './terminal.js';

/** What the lines of any long work tell. */
type Told = { readonly progress: OperationProgress } | { readonly failed: OperationFailure };

const isProgress = (line: object): line is { progress: OperationProgress } => 'progress' in line;
const isFailure = (line: object): line is { failed: OperationFailure } => 'failed' in line;

/** What a running server is asked for that concerns its whole store. */
export class ServerWork implements Disposable {
  readonly #connection: ServerConnection;
  readonly #terminal: Terminal;

  constructor(place: ServerPlace, terminal: Terminal) {
    this.#connection = new ServerConnection(place, terminal.signal);
    this.#terminal = terminal;
  }

  get url(): string {
    return this.#connection.url;
  }

  async check(): Promise<CheckReport> {
    const problems: string[] = [];
    for await (const line of this.#work(paths.check, checkLineSchema, 'checking')) {
      if ('problem' in line) problems.push(line.problem);
      else if ('checked' in line) return { ...line.checked, problems };
    }
    throw this.#brokenOff();
  }

  async backup(): Promise<Backup> {
    for await (const line of this.#work(paths.backups, backupLineSchema, 'copying')) {
      if ('backup' in line) return line.backup;
    }
    throw this.#brokenOff();
  }

  async status(): Promise<Status> {
    const { text } = await this.#connection.askWhole(paths.status);
    return this.#read(statusSchema, text);
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }

  /** Has the work done, shows how far it has come, and tells what else its lines say. To go away ends it. */
  async *#work<L extends object>(
    path: string,
    schema: z.ZodMiniType<L>,
    part: string,
  ): AsyncGenerator<Exclude<L, Told>, void, undefined> {
    const show = this.#terminal.progress.show(part);
    const answer = await this.#connection.ask(path, { method: 'POST', headers: { accept: LINES_TYPE } });
    for await (const text of linesIn(this.#connection.bytesOf(answer))) {
      const line: L | Told = this.#read(schema, text);
      if (isProgress(line)) show?.(line.progress);
      else if (isFailure(line)) throw this.#failure(line.failed);
      else yield line as Exclude<L, Told>;
    }
  }

  #failure({ code, reason }: OperationFailure): StartupError {
    // A later server may know codes that this program does not.
    return new StartupError(code as ProblemCode, exitCodeOf(code as ProblemCode), reason);
  }

  #brokenOff(): StartupError {
    return new StartupError('ANSWER_INVALID', exitCodes.failed, `${this.url} went away before it was done`);
  }

  #read<T extends z.ZodMiniType>(schema: T, text: string): z.infer<T> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw answerInvalid(this.url, 'it answered with what is no JSON');
    }
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw answerInvalid(this.url, 'its answer is not one of this API, or of another release');
  }
}

async function* linesIn(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  for await (const piece of bytes) {
    text += decoder.write(Buffer.from(piece));
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
    }
  }
}
