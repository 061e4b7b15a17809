import { type ApiKey, type ApiKeyList, type MadeApiKey, type NewApiKey } from '@bimetal/contract';
import { paths } from '@bimetal/contract/routes';
import { readJson } from '../read-json.js';
import { type CallOptions, Transport, type TransportOptions } from '../transport.js';

/** What an API key is made with: it is for something, and the rest may be left out. */
export type AskedApiKey = Partial<NewApiKey> & Pick<NewApiKey, 'scopes'>;

/** The API keys of a server, for who may administrate it; or for everybody on its machine, while there is none. */
export class ApiKeysClient {
  readonly #transport: Transport;

  constructor(options: TransportOptions = {}) {
    this.#transport = new Transport(options);
  }

  /** All of them, the oldest first, but for what nobody knows any more. */
  async list(options?: CallOptions): Promise<readonly ApiKey[]> {
    const { text } = await this.#transport.send({ method: 'GET', path: paths.apiKeys, isRepeatable: true }, options);
    return readJson<ApiKeyList>(text).keys;
  }

  /** Makes one. The answer has the key itself, this once: so it is not asked for again when the answer is lost. */
  async make(asked: AskedApiKey, options?: CallOptions): Promise<MadeApiKey> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(asked);
    const request = { method: 'POST', path: paths.apiKeys, headers, body, isRepeatable: false };
    return readJson<MadeApiKey>((await this.#transport.send(request, options)).text);
  }

  /** Revokes one, and ends its sessions. Where it is gone already, it fails with API_KEY_NOT_FOUND. */
  async revoke(id: string, options?: CallOptions): Promise<ApiKey> {
    const request = { method: 'DELETE', path: paths.apiKey(id), isRepeatable: false };
    return readJson<ApiKey>((await this.#transport.send(request, options)).text);
  }
}
