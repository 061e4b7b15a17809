import { StringDecoder } from 'node:string_decoder';
import {
  type Backup,
  backupSchema,
  type Check,
  checkSchema,
  paths,
  type Status,
  statusSchema,
  type WorkLine,
  workLineSchema,
} from '@bimetal/contract';
import type * as z from 'zod/mini';
import { type ServerPlace } from '../config/place.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { LINES_TYPE } from '../lists/media-type.js';
import { ServerConnection } from './documents/server-connection.js';
import { answerInvalid, refusal } from './documents/server-refusal.js';
import { type Terminal } from './terminal.js';

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

  check(): Promise<Check> {
    return this.#work(paths.checks, checkSchema, 'checking');
  }

  backup(): Promise<Backup> {
    return this.#work(paths.backups, backupSchema, 'copying');
  }

  async status(): Promise<Status> {
    const { text } = await this.#connection.askWhole(paths.status);
    return this.#read(statusSchema, text);
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }

  /** Has the work done, shows how far it has come, and resolves with what came of it. To go away ends it. */
  async #work<T extends z.ZodMiniType>(path: string, schema: T, part: string): Promise<z.infer<T>> {
    const show = this.#terminal.progress.show(part);
    const answer = await this.#connection.ask(path, { method: 'POST', headers: { accept: LINES_TYPE } });
    for await (const text of linesIn(this.#connection.bytesOf(answer))) {
      const line: WorkLine = this.#read(workLineSchema, text);
      if ('progress' in line) show?.(line.progress);
      else if ('problem' in line) throw refusal(line.problem);
      else return this.#checked(schema, line.result);
    }
    throw new StartupError('ANSWER_INVALID', exitCodes.failed, `${this.url} went away before it was done`);
  }

  #read<T extends z.ZodMiniType>(schema: T, text: string): z.infer<T> {
    try {
      return this.#checked(schema, JSON.parse(text));
    } catch (error) {
      if (error instanceof SyntaxError) throw answerInvalid(this.url, 'it answered with what is no JSON');
      throw error;
    }
  }

  #checked<T extends z.ZodMiniType>(schema: T, value: unknown): z.infer<T> {
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
