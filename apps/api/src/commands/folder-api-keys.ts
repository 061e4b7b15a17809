import { type Store } from '@bimetal/bindings';
import { type ApiKey, type MadeApiKey } from '@bimetal/contract';
import { ApiKeyNotes } from '../api-keys/api-key-note.js';
import { ApiKeys } from '../api-keys/api-keys.js';
import { checkNewApiKey } from '../api-keys/new-api-key.js';
import { type AskedApiKey, type KeysCommand } from '../config/keys-command.js';
import { type FolderPlace } from '../config/place.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { openFolder } from '../open-store.js';
import { RequestError } from '../problem/request-error.js';
import { refuseForeign } from '../refuse-foreign.js';
import { type ApiKeysTarget } from './api-keys-target.js';

const ADVICE = '. A running server is asked by --url, with a key that has the scope admin in BIMETAL_KEY';

/** The API keys of a data folder that no server holds. Who can write the folder may do everything, and needs no key for it. */
export class FolderApiKeys implements ApiKeysTarget {
  readonly #store: Store;
  readonly #keys: ApiKeys;

  private constructor(store: Store) {
    this.#store = store;
    this.#keys = new ApiKeys(new ApiKeyNotes(store));
  }

  /** The first key may be made before the server is started for the first time. */
  static open({ config: { datapath, engine } }: FolderPlace, action: KeysCommand['action']): FolderApiKeys {
    if (action !== 'create') return new FolderApiKeys(openFolder(datapath, { existing: true }, ADVICE));
    refuseForeign(datapath);
    return new FolderApiKeys(openFolder(datapath, { engine }, ADVICE));
  }

  list(): Promise<readonly ApiKey[]> {
    return Promise.resolve(this.#keys.list());
  }

  create(asked: AskedApiKey): Promise<MadeApiKey> {
    return inWords(() => this.#keys.create(checkNewApiKey(asked, this.#store)));
  }

  revoke(id: string): Promise<ApiKey> {
    return inWords(() => this.#keys.revoke(id, true));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#store.close();
  }
}

/** What the API would refuse by a status, a command refuses by its end. */
async function inWords<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    throw new StartupError(error.code, exitCodes.failed, error.message, { cause: error });
  }
}
