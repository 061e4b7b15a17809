import { type ApiKey, type MadeApiKey, paths } from '@bimetal/contract';
import { type StoreServer } from './store-fixture.ts';

/** The API keys of a server, made past the page: the first one is for administration, and makes the others. */
export class ApiKeys {
  readonly admin: MadeApiKey;
  readonly #url: string;

  private constructor(url: string, admin: MadeApiKey) {
    this.#url = url;
    this.admin = admin;
  }

  static async begin({ url }: StoreServer): Promise<ApiKeys> {
    return new ApiKeys(url, await made(url, { name: 'root', scopes: ['admin'] }));
  }

  make(asked: Partial<ApiKey>): Promise<MadeApiKey> {
    return made(this.#url, asked, this.admin.key);
  }

  async revoke({ id }: ApiKey): Promise<void> {
    const headers = { authorization: `Bearer ${this.admin.key}` };
    const answer = await fetch(this.#url + paths.apiKey(id), { method: 'DELETE', headers });
    if (!answer.ok) throw new Error(`Revoking failed: ${await answer.text()}`);
  }
}

async function made(url: string, asked: Partial<ApiKey>, by?: string): Promise<MadeApiKey> {
  const headers = {
    'content-type': 'application/json',
    ...(by === undefined ? {} : { authorization: `Bearer ${by}` }),
  };
  const answer = await fetch(url + paths.apiKeys, { method: 'POST', headers, body: JSON.stringify(asked) });
  if (!answer.ok) throw new Error(`Making a key failed: ${await answer.text()}`);
  return (await answer.json()) as MadeApiKey;
}
