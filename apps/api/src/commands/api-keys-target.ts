import { type ApiKey, type MadeApiKey } from '@bimetal/contract';
import { type AskedApiKey } from '../config/keys-command.js';

/** The API keys of a store, wherever it is. */
export interface ApiKeysTarget extends AsyncDisposable {
  list(): Promise<readonly ApiKey[]>;
  create(asked: AskedApiKey): Promise<MadeApiKey>;
  revoke(id: string): Promise<ApiKey>;
}
