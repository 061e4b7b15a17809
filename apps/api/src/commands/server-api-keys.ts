import {
  type ApiKey,
  apiKeyListSchema,
  apiKeySchema,
  type MadeApiKey,
  madeApiKeySchema,
  parseProblem,
  paths,
} from '@bimetal/contract';
import type * as z from 'zod/mini';
import { type AskedApiKey, type KeysPlace } from '../config/keys-command.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { type ApiKeysTarget } from './api-keys-target.js';

/** LIMIT: a server that says nothing for so long does not answer. */
const ANSWER_MS_MAX = 30_000;

/** The API keys behind a running server. */
export class ServerApiKeys implements ApiKeysTarget {
  readonly #url: string;
  readonly #key: string | undefined;

  constructor({ url, key }: Extract<KeysPlace, { kind: 'server' }>) {
    this.#url = url;
    this.#key = key;
  }

  async list(): Promise<readonly ApiKey[]> {
    return (await this.#ask('GET', paths.apiKeys, apiKeyListSchema)).keys;
  }

  create(asked: AskedApiKey): Promise<MadeApiKey> {
    return this.#ask('POST', paths.apiKeys, madeApiKeySchema, JSON.stringify(asked));
  }

  revoke(id: string): Promise<ApiKey> {
    return this.#ask('DELETE', paths.apiKey(id), apiKeySchema);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing is open.
  }

  async #ask<T extends z.ZodMiniType>(method: string, path: string, schema: T, body?: string): Promise<z.infer<T>> {
    const answer = await this.#answerOf(method, path, body);
    if (!answer.ok) throw await refusal(answer);
    const result = schema.safeParse(await answer.json().catch(() => undefined));
    if (result.success) return result.data;
    throw new StartupError(
      'INTERNAL',
      exitCodes.failed,
      `${this.#url} is no Bimetal server, or one of another release`,
    );
  }

  async #answerOf(method: string, path: string, body: string | undefined): Promise<Response> {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(this.#key === undefined ? {} : { authorization: `Bearer ${this.#key}` }),
    };
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    try {
      // The key is for this server, and goes nowhere else.
      return await fetch(new URL(path, this.#url), { method, headers, body: body ?? null, signal, redirect: 'error' });
    } catch (error) {
      const { cause = error } = error as { cause?: unknown };
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `${this.#url} cannot be reached: ${reason}`;
      throw new StartupError('INTERNAL', exitCodes.failed, message, { cause: error });
    }
  }
}

async function refusal(answer: Response): Promise<StartupError> {
  const problem = parseProblem(await answer.json().catch(() => undefined));
  const message =
    problem === undefined ? `the server answered ${answer.status}` : `${problem.detail} (${problem.code})`;
  return new StartupError('INTERNAL', exitCodes.failed, message);
}
