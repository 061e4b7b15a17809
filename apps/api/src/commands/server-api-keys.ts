import {
  type ApiKey,
  apiKeyListSchema,
  apiKeySchema,
  type MadeApiKey,
  madeApiKeySchema,
  paths,
} from '@bimetal/contract';
import type * as z from 'zod/mini';
import { type AskedApiKey } from '../config/keys-command.js';
import { type ServerPlace } from '../config/place.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { type ApiKeysTarget } from './api-keys-target.js';
import { type Asked, ServerConnection } from './documents/server-connection.js';

/** The API keys behind a running server. */
export class ServerApiKeys implements ApiKeysTarget {
  readonly #connection: ServerConnection;

  constructor(place: ServerPlace, signal: AbortSignal) {
    this.#connection = new ServerConnection(place, signal);
  }

  async list(): Promise<readonly ApiKey[]> {
    return (await this.#ask(paths.apiKeys, apiKeyListSchema)).keys;
  }

  create(asked: AskedApiKey): Promise<MadeApiKey> {
    const headers = { 'content-type': 'application/json' };
    return this.#ask(paths.apiKeys, madeApiKeySchema, {
      method: 'POST',
      headers,
      body: Buffer.from(JSON.stringify(asked)),
    });
  }

  revoke(id: string): Promise<ApiKey> {
    return this.#ask(paths.apiKey(id), apiKeySchema, { method: 'DELETE' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection[Symbol.dispose]();
  }

  async #ask<T extends z.ZodMiniType>(path: string, schema: T, asked?: Asked): Promise<z.infer<T>> {
    const { text } = await this.#connection.askWhole(path, asked);
    const result = schema.safeParse(parsed(text));
    if (result.success) return result.data;
    const message = `what answers at ${this.#connection.url} is no Bimetal server, or one of another release`;
    throw new StartupError('ANSWER_INVALID', exitCodes.failed, message);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
